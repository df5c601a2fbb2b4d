/**
 * The version of the words that say what giving a picture sends (`giving` in copy/en.ts and its
 * translations). A changed text is a new version, here and in functions/intake/layout.py: whoever
 * agreed to the old one is asked again.
 */
export const WORDS_VERSION = '2026-11-30';
