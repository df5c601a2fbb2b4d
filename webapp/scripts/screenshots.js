/**
 * Photographs the built page in every state, at five sizes, light and dark, and each sentence about
 * what is wrong at a phone's size, to be looked at:
 *
 *     npm run build
 *     node scripts/screenshots.js --out FOLDER
 *     node scripts/screenshots.js --only why-390x844     names that contain this
 *     node scripts/screenshots.js --locale de            as a browser of that language shows it
 *
 * Chromium is $CHROMIUM, else Playwright's own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { photographSentences, SENTENCES } from './builtPage/sentences.js';
import { withBuiltPage } from './builtPage/serve.js';
import { photograph, STATES } from './builtPage/states.js';

const SIZES = [
  [360, 740],
  [390, 844],
  [844, 390],
  [820, 1180],
  [1440, 900],
];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    only: { type: 'string', default: '' },
    locale: { type: 'string', default: 'en' },
  },
});
mkdirSync(values.out, { recursive: true });
await withBuiltPage(async (url) => {
  for (const [name, state] of Object.entries(STATES)) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      for (const [width = 0, height = 0] of SIZES) {
        const file = `${name}-${width}x${height}-${colorScheme}.png`;
        if (!file.includes(values.only)) continue;
        const person = { colorScheme, locale: values.locale };
        writeFileSync(
          join(values.out, file),
          await photograph(url, state, { width, height }, person),
        );
        console.log(file);
      }
    }
  }
  const names = Object.keys(SENTENCES).filter((name) => name.includes(values.only));
  await photographSentences(url, names, {
    locale: values.locale,
    take: (name, png) => {
      writeFileSync(join(values.out, `${name}.png`), png);
      console.log(name);
    },
  });
});
