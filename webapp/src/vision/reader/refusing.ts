import type { VisionError } from '../errors';
import type * as Refusals from './refusals';

/** An error whose sentence is loaded when it is needed. */
export async function refusal(
  choose: (refusals: typeof Refusals) => VisionError,
): Promise<VisionError> {
  return choose(await import('./refusals'));
}
