import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { VISION_ERROR_CODES } from '../../src/vision/errors';
import type * as Core from '../../src/vision/index';
import { needsFilms, readFilm } from './films';
import { servePackage } from './servedPackage';

/**
 * The core as other sites get it, by the documented commands.
 */

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));
const CORE = join(WEBAPP, 'dist-package/reader');

const DOCUMENT = readFileSync(join(WEBAPP, '../docs/embedding.md'), 'utf8');

/** Where tests/camera_feed.py puts the middle of the film's face. */
const FACE = { xPx: 320, yPx: 230 };

const served = servePackage();

test.describe('docs/embedding.md', () => {
  needsFilms();

  test('shows a page that works as it stands', async ({ page }) => {
    const [, example = ''] = /```html\n([^]+?)```/.exec(DOCUMENT) ?? [];
    const { origin } = new URL(served.address);
    await page.route(`${origin}/shown.html`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: example.replace('./node_modules/@mien/reader/', '/'),
      }),
    );
    await page.goto(`${origin}/shown.html`);
    await expect(page.locator('p')).toHaveText('happy');
  });
});

test.describe('a head that tilts', () => {
  needsFilms();

  test('has the crop that it has upright, turned along, and so have four small ones', async ({
    page,
  }) => {
    const { origin } = new URL(served.address);
    await page.route(`${origin}/blank.html`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>blank</title>' }),
    );
    await page.goto(`${origin}/blank.html`);
    const { greys, widthPx, heightPx } = readFilm('one');
    const seen = await page.evaluate(readTurned, {
      greys: [...greys],
      widthPx,
      heightPx,
      turnsDegrees: [0, -60, -45, -30, 30, 45, 60],
      quartersDegrees: [0, -25, 25, 10],
    });
    const { upright, turned, quarters } = seen;
    for (const { degrees, corners, label } of turned) {
      expect(label, `at ${degrees} degrees`).toBe(upright.label);
      const off = corners.map(([x, y], at) => {
        const [expectedX, expectedY] = turn(upright.corners[at] ?? [NaN, NaN], degrees);
        return Math.hypot(x - expectedX, y - expectedY) / upright.sidePx;
      });
      // Without a close-up they would be 0.05 to 0.08 off.
      expect(Math.max(...off), `at ${degrees} degrees`).toBeLessThan(0.045);
    }
    // Small faces get close-ups too.
    expect(quarters).toHaveLength(4);
    for (const { degrees, middle, scale, corners } of quarters) {
      const off = corners.map(([x, y], at) => {
        const [turnedX, turnedY] = turn(upright.corners[at] ?? [NaN, NaN], degrees);
        const expectedX = middle[0] + scale * (turnedX - FACE.xPx);
        const expectedY = middle[1] + scale * (turnedY - FACE.yPx);
        return Math.hypot(x - expectedX, y - expectedY) / (scale * upright.sidePx);
      });
      expect(Math.max(...off), `small, at ${degrees} degrees`).toBeLessThan(0.07);
    }
  });
});

/** A point turned clockwise about where the film's face is. */
function turn([x, y]: readonly [number, number], degrees: number): [number, number] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [u, v] = [x - FACE.xPx, y - FACE.yPx];
  return [FACE.xPx + u * cos - v * sin, FACE.yPx + u * sin + v * cos];
}

interface TurnedFilm {
  readonly greys: number[];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly turnsDegrees: number[];
  /** Of the faces in the quarters of one more picture, small enough to need close-ups. */
  readonly quartersDegrees: number[];
}

/** Runs in the page: reads the picture, turned about the face, as pictures that stand alone. */
async function readTurned(film: TurnedFilm) {
  const { greys, widthPx, heightPx, turnsDegrees, quartersDegrees } = film;
  const address = '/index.js';
  const { createReader } = (await import(address)) as typeof Core;
  const reader = await createReader();
  const upright = new OffscreenCanvas(widthPx, heightPx);
  const pixels = new ImageData(widthPx, heightPx);
  greys.forEach((grey, at) => {
    pixels.data.set([grey, grey, grey, 255], 4 * at);
  });
  upright.getContext('2d')?.putImageData(pixels, 0, 0);
  const read = async (degrees: number, follow: boolean) => {
    const canvas = new OffscreenCanvas(widthPx, heightPx);
    const context = canvas.getContext('2d');
    context?.translate(320, 230);
    context?.rotate((degrees * Math.PI) / 180);
    context?.drawImage(upright, -320, -230);
    const { faces } = await reader.read(canvas, { follow });
    const [face] = faces;
    if (face === undefined) throw new Error(`expected a face at ${degrees} degrees`);
    const corners = face.cropCornersPx.map(({ xPx, yPx }) => [xPx, yPx] as const);
    const [a, b] = face.cropCornersPx;
    const sidePx = Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
    return { degrees, corners, label: face.expression, sidePx };
  };
  // As a stream's first frame, whose face gets one close-up.
  const exact = await read(0, true);
  const turned = [];
  for (const degrees of turnsDegrees) turned.push(await read(degrees, false));
  const four = new OffscreenCanvas(widthPx, heightPx);
  const context = four.getContext('2d');
  const scale = 0.55;
  const places = quartersDegrees.map((degrees, place) => {
    const [x, y] = [((place % 2) * widthPx) / 2, (Math.floor(place / 2) * heightPx) / 2];
    const middle = [x + widthPx / 4, y + heightPx / 4] as const;
    context?.save();
    context?.beginPath();
    context?.rect(x, y, widthPx / 2, heightPx / 2);
    context?.clip();
    context?.translate(...middle);
    context?.rotate((degrees * Math.PI) / 180);
    context?.scale(scale, scale);
    context?.drawImage(upright, -320, -230);
    context?.restore();
    return { degrees, middle, scale };
  });
  const { faces } = await reader.read(four);
  const quarters = faces.flatMap(({ boxPx, cropCornersPx }) => {
    const [x, y] = [boxPx.xPx + boxPx.widthPx / 2, boxPx.yPx + boxPx.heightPx / 2];
    const place = places[2 * Number(y > heightPx / 2) + Number(x > widthPx / 2)];
    const corners = cropCornersPx.map(({ xPx, yPx }) => [xPx, yPx] as const);
    return place === undefined ? [] : [{ ...place, corners }];
  });
  reader.dispose();
  return { upright: exact, turned, quarters };
}

test('docs/embedding.md names every error, every call and every option', () => {
  const cells = [...DOCUMENT.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell);
  const rows = cells.flatMap((cell) =>
    [...cell.matchAll(/`(?:reader\.)?(\w+)/g)].map(([, name]) => name),
  );
  const types = readFileSync(join(CORE, 'types/src/vision/api.d.ts'), 'utf8');
  for (const name of ['ReaderSettings', 'ReaderOptions', 'ExpressionReader']) {
    const [, body = ''] = new RegExp(`interface ${name}[^{]*{([^]+?)\\n}`).exec(types) ?? [];
    const members = [...body.matchAll(/^ {4}(?:readonly )?(\w+)[?:(]/gm)];
    expect(members.length, name).toBeGreaterThan(0);
    expect(rows).toEqual(expect.arrayContaining(members.map(([, member]) => member)));
  }
  expect(rows).toEqual(expect.arrayContaining([...VISION_ERROR_CODES]));
});

test('the package is served, and nothing beside it', async ({ request }) => {
  const { origin } = new URL(served.address);
  for (const path of [
    '/%2e%2e/accurate/package.json',
    '/examples/%2e%2e/%2e%2e/accurate/package.json',
    '/server/start.js',
  ]) {
    expect((await request.get(origin + path)).status(), path).toBe(404);
  }
  const wasm = await request.get(`${origin}/index.js`);
  expect(wasm.headers()['content-type']).toContain('text/javascript');
});

/** Uses every part that docs/embedding.md names; the lines marked as errors must be such. */
const CONSUMER = `
import { createReader, VisionError, type FaceReading, type PictureSource } from '@mien/reader';

export async function name(frame: PictureSource): Promise<string> {
  const reader = await createReader({ model: 'fast' });
  try {
    const [face]: readonly FaceReading[] = (await reader.read(frame)).faces;
    // @ts-expect-error there is no such thing as a feeling
    console.log(face?.feeling);
    return face === undefined ? 'nobody' : face.expression;
  } catch (error) {
    // @ts-expect-error no error has this code
    if (error instanceof VisionError && error.code === 'tired') return 'tired';
    throw error;
  } finally {
    reader.dispose();
  }
}
`;

const TYPES = [join(WEBAPP, 'node_modules/@types')];

const CONSUMERS = {
  'a bundled page': { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'] },
  "a page with Node's resolution": { module: 'nodenext', lib: ['es2022', 'dom'] },
  'a script of Node': { module: 'nodenext', lib: ['es2022'], types: ['node'], typeRoots: TYPES },
  'a worker': { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'webworker'] },
};

for (const [what, options] of Object.entries(CONSUMERS)) {
  test(`the types hold in ${what}`, () => {
    const folder = makeConsumer('consumer.ts', CONSUMER);
    const compilerOptions = {
      types: [],
      ...options,
      target: 'es2022',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
    );
    expect(compile(folder)).toBe('');
  });
}

/** A project's folder with the core among its packages and one file. */
function makeConsumer(name: string, text: string): string {
  const folder = test.info().outputPath('consumer');
  mkdirSync(join(folder, 'node_modules/@mien'), { recursive: true });
  symlinkSync(CORE, join(folder, 'node_modules/@mien/reader'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, name), text);
  return folder;
}

/** What tsc complains of; nothing if all is well. */
function compile(folder: string): string {
  const tsc = join(WEBAPP, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' }).stdout;
}
