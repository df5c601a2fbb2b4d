import { FACES } from './contenders.js';
import { SpeedError } from './speedError.js';

const FRAMES_OF_A_WALK = 12;

/**
 * The first walk in which all find every face.
 *
 * @param {readonly { contender: import('./contenders.js').Contender, faces: 'one' | 'four',
 *   read: (task: import('./openBench.js').Task) => Promise<import('./openBench.js').Reading[]>
 * }[]} seats
 * @param {number} walks that were drawn
 * @throws {SpeedError} if there is none.
 */
export async function firstFoundByAll(seats, walks) {
  let missing = '';
  for (let walk = 0; walk < walks; walk += 1) {
    missing = '';
    for (const { contender, faces, read } of seats) {
      const task = { walk: `${faces}-${walk}`, from: 0, count: FRAMES_OF_A_WALK };
      const readings = await read({ ...task, mode: contender.mode });
      // What finds a face where there is none has the more to do, and that is its own.
      const wanted = contender.id === 'paper' ? 1 : FACES[faces];
      if (readings.some(({ labels }) => labels.length < wanted)) {
        missing ||= `${contender.title} (${faces}-${walk})`;
      }
    }
    if (missing === '') return walk;
  }
  throw new SpeedError(
    `expected a walk in which all find every face, got none in ${walks}; the last to miss one: ${missing}`,
  );
}
