import { DE } from './de';
import { EN, type Copy } from './en';

/**
 * Every sentence that people read, in one place: a language is one file, one line here, and a part
 * of `failures.ts`, `giving.ts`, `media.ts`, `study.ts` and `timeline.ts`.
 */
export const LANGUAGES = { en: EN, de: DE } as const satisfies Record<string, Copy>;

export type Language = keyof typeof LANGUAGES;
export type { Copy };

/** True if the page speaks that language. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/**
 * The first of the wanted languages that the page speaks; English if it speaks none.
 *
 * @param wanted language tags (BCP 47) in order of preference, as `navigator.languages` gives them
 */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}
