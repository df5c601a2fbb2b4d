/**
 * Makes README's pictures of the built page:
 *
 *     npm run build
 *     npm run pictures        writes docs/*.png
 *
 * Chromium is $CHROMIUM, else Playwright's own, which also lays the photographs side by side.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../server/hosting.js';
import { launchWithFilm } from './builtPage/browser.js';
import { withBuiltPage } from './builtPage/serve.js';
import { photograph, STATES } from './builtPage/states.js';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };
const GAP_PX = 24;

/** @typedef {readonly [state: string, scheme: 'light' | 'dark', size?: typeof PHONE]} Shown */
/** @type {Record<string, readonly Shown[]>} */
const PICTURES = {
  'page.png': [
    ['notice', 'light'],
    ['live', 'light'],
    ['why', 'light'],
    ['timeline', 'light'],
  ],
  'more.png': [
    ['photo', 'dark'],
    ['settings', 'dark'],
    ['two', 'light', DESKTOP],
  ],
};

await withBuiltPage(async (url) => {
  for (const [name, shown] of Object.entries(PICTURES)) {
    const photographs = [];
    for (const [state, scheme, size = PHONE] of shown) {
      const wanted = STATES[state];
      if (wanted === undefined) throw new Error(`expected a state of the page, got ${state}`);
      photographs.push(await photograph(url, wanted, size, { colorScheme: scheme }));
    }
    writeFileSync(join(REPOSITORY, 'docs', name), await sideBySide(photographs, widthOf(shown)));
    console.log(`docs/${name}`);
  }
});

/** @param {readonly Shown[]} shown as high as a phone each, beside each other */
function widthOf(shown) {
  return shown.reduce(
    (sum, [, , { width, height } = PHONE]) => sum + Math.round((width * PHONE.height) / height),
    (shown.length + 1) * GAP_PX,
  );
}

/**
 * @param {readonly Buffer[]} photographs
 * @param {number} width of all
 */
async function sideBySide(photographs, width) {
  const browser = await launchWithFilm('one');
  try {
    const page = await browser.newPage({
      viewport: { width, height: PHONE.height + 2 * GAP_PX },
    });
    const images = photographs.map(
      (png) => `<img src="data:image/png;base64,${png.toString('base64')}">`,
    );
    await page.setContent(
      `<style>body { display: flex; gap: ${GAP_PX}px; margin: ${GAP_PX}px; background: #8a8580 }
      img { border-radius: 28px; height: ${PHONE.height}px }</style>${images.join('')}`,
    );
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}
