import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FILMS_FOLDER } from './films';

/** Draws the fake camera's films, with $PYTHON or the project's own. Tests say if there are none. */
export default function drawFilms(): void {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const python = process.env['PYTHON'] ?? `${root}.venv/bin/python`;
  rmSync(FILMS_FOLDER, { recursive: true, force: true });
  const done = spawnSync(python, ['tests/camera_feed.py', FILMS_FOLDER], { cwd: root });
  if (done.status === 0) return;
  rmSync(FILMS_FOLDER, { recursive: true, force: true });
  process.stderr.write(`no films for the fake camera: ${String(done.error ?? done.stderr)}\n`);
}
