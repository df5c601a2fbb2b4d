import type { VisionError } from '../errors';
import type * as Refusals from './refusals';

/** An error whose message is loaded only when needed. */
export async function refusal(
  choose: (refusals: typeof Refusals) => VisionError,
): Promise<VisionError> {
  return choose(await import('./refusals'));
}
