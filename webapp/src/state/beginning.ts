import type { CameraChoice } from '../camera/lenses';

/** How the page is to begin, as the installed app's shortcuts ask for it. */
export interface Beginning {
  /** The camera that the first tap opens. */
  readonly choice: CameraChoice;
  readonly isAboutOpen: boolean;
}

/**
 * What an address asks for: `?camera=back`, `?open=about`. Anything else is as without it.
 *
 * @param search the address's query, as `location.search` gives it
 */
export function parseBeginning(search: string): Beginning {
  const query = new URLSearchParams(search);
  return {
    // People look at themselves first.
    choice: { facing: query.get('camera') === 'back' ? 'environment' : 'user' },
    isAboutOpen: query.get('open') === 'about',
  };
}
