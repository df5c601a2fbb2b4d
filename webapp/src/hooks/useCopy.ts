import { createContext, useContext } from 'react';
import { LANGUAGES, type Copy } from '../copy';

/** The sentences of the language that the page is in. */
export const CopyContext = createContext<Copy>(LANGUAGES.en);

/** The sentences of the language that the page is in. */
export function useCopy(): Copy {
  return useContext(CopyContext);
}
