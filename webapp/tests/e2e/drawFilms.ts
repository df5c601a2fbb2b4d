import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FILMS_FOLDER } from './films';

/**
 * Draws the fake camera's films, with $PYTHON or the project's own. Where Python or a library is
 * absent there are none, and the tests that need them are skipped.
 *
 * @throws Error if all is there and the films still cannot be drawn.
 */
export default function drawFilms(): void {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const python = process.env['PYTHON'] ?? `${root}.venv/bin/python`;
  const run = (...args: string[]) => spawnSync(python, args, { cwd: root, encoding: 'utf8' });

  rmSync(FILMS_FOLDER, { recursive: true, force: true });
  const found = run('-c', 'import cv2, numpy, skimage');
  if (found.status !== 0) {
    const reason = found.error?.message ?? found.stderr.trim().split('\n').at(-1) ?? '';
    process.stderr.write(`no films for the fake camera: ${python}: ${reason}\n`);
    return;
  }
  const drawn = run('tests/camera_feed.py', FILMS_FOLDER);
  if (drawn.status !== 0) throw new Error(`expected films, got: ${drawn.stderr}`);
}
