import { useLayoutEffect } from 'react';
import { chooseLanguage, LANGUAGES, type Copy } from '../copy';

/**
 * The page's sentences, in the chosen language or else the browser's; the document says which.
 *
 * @param chosen language tag; undefined for the browser's
 */
export function usePageLanguage(chosen: string | undefined): Copy {
  const copy = LANGUAGES[chooseLanguage([chosen ?? [], navigator.languages].flat())];
  useLayoutEffect(() => {
    document.documentElement.lang = copy.language;
    document.documentElement.dir = copy.direction;
  }, [copy]);
  return copy;
}
