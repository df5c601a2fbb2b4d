import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPOSITORY } from '../../server/hosting.js';
import { StartError } from '../../server/startError.js';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/films/', import.meta.url));

/**
 * The folder with what tests/camera_feed.py draws; drawn with $PYTHON, else the project's own, if it
 * is not there yet.
 *
 * @throws {StartError} if it cannot be drawn.
 */
export function filmsFolder() {
  if (existsSync(join(FOLDER, 'photo.png'))) return FOLDER;
  const python = process.env['PYTHON'] ?? join(REPOSITORY, '.venv/bin/python');
  const drawn = spawnSync(python, ['tests/camera_feed.py', FOLDER], { cwd: REPOSITORY });
  if (drawn.status === 0) return FOLDER;
  throw new StartError(
    `expected ${python} to draw the camera's films with scikit-image and OpenCV; set PYTHON to one that can.`,
  );
}
