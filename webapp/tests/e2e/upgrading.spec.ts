import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { FILMS_FOLDER, needsFilms } from './films';
import { servePackage } from './servedPackage';

/** Every call that docs/upgrading.md puts beside another library's, run as it stands there. */

const DOCUMENT = readFileSync(
  fileURLToPath(new URL('../../../docs/upgrading.md', import.meta.url)),
  'utf8',
);

/** What is known of the values that a table's lines name; the photo has a smiling face. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'face-api.js': {
    label: 'happy',
    happy: expect.closeTo(0.9, 0),
    xPx: expect.any(Number),
    yPx: expect.any(Number),
    widthPx: expect.any(Number),
    heightPx: expect.any(Number),
    score: expect.closeTo(0.9, 0),
    name: 'fear',
    shown: 'happy',
  },
  Human: {
    score0: expect.closeTo(0.9, 0),
    box: Array(4).fill(expect.any(Number)),
    roll: expect.closeTo(0, 0),
    same: 'surprise',
    shown: [expect.objectContaining({ expression: 'happy' })],
  },
};

const served = servePackage();
needsFilms();

for (const [library, expected] of Object.entries(EXPECTED)) {
  test(`our calls beside ${library}'s do what they say`, async ({ page }) => {
    const lines = linesBeside(library);
    expect(lines).toHaveLength(library === 'Human' ? 7 : 8);
    const { origin } = new URL(served.address);
    await page.route(`${origin}/photo.png`, (route) =>
      route.fulfill({ path: `${FILMS_FOLDER}photo.png` }),
    );
    await page.route(`${origin}/upgrading.html`, (route) =>
      route.fulfill({ contentType: 'text/html', body: pageWith(lines, Object.keys(expected)) }),
    );
    await page.goto(`${origin}/upgrading.html`);
    await page.waitForFunction(() => 'values' in window || 'failure' in window);
    expect(await page.evaluate(() => Reflect.get(window, 'failure') as unknown)).toBeUndefined();
    expect(await page.evaluate(() => Reflect.get(window, 'values') as unknown)).toEqual(expected);
  });
}

/** The right column of the table that begins with a library's name. */
function linesBeside(library: string): string[] {
  const [, table = ''] = DOCUMENT.split(`| ${library} | @mien/reader |\n| --- | --- |\n`);
  const [rows = ''] = table.split('\n\n');
  return rows
    .trim()
    .split('\n')
    .map((row) => / \| `([^`]+)` \|$/.exec(row)?.[1] ?? `expected code in ${row}`);
}

function pageWith(lines: readonly string[], names: readonly string[]): string {
  return `<!doctype html>
    <img src="/photo.png" alt="" />
    <video muted></video>
    <script type="module">
      import { createReader, FROM_FACE_API, FROM_HUMAN } from '/index.js';
      try {
        const [img, video] = document.querySelectorAll('img, video');
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
        await video.play();
        const { signal } = new AbortController();
        let show;
        const showing = new Promise((resolve) => {
          show = (what) => what && resolve(what);
        });
        ${lines.join('\n')}
        const shown = await showing;
        window.values = { ${names.join(', ')} };
      } catch (error) {
        window.failure = String(error);
      }
    </script>`;
}
