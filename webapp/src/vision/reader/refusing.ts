import { VisionError } from '../errors';
import type * as Refusals from './refusals';

/** An error whose message is loaded only when needed; `network` if even that cannot be loaded. */
export async function refusal(
  choose: (refusals: typeof Refusals) => VisionError,
): Promise<VisionError> {
  try {
    return choose(await import('./refusals'));
  } catch (error) {
    return new VisionError('network', 'A script could not be loaded.', { cause: error });
  }
}
