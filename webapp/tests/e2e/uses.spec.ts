import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { EXPRESSIONS } from '../../src/vision/expressions';
import { FILMS_FOLDER, filmTest, needsFilms } from './films';
import { servePackage } from './servedPackage';

/** The pages in the package's examples/, as people open them. */

/** Where tests/camera_feed.py puts the middle of the film's face. */
const FACE = { xPx: 320, yPx: 230 };

const served = servePackage();
needsFilms();

test('the first page leads to each of the uses, which break no policy', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(served.address);
  const names = await page.locator('.uses a').allTextContents();
  expect(names).toHaveLength(5);
  for (const name of names) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page).toHaveTitle(name);
    await page.goBack();
  }
  expect(complaints).toEqual([]);
});

test('a live label', async ({ page }) => {
  await page.goto(`${served.address}live-label.html`);
  await page.getByRole('button', { name: 'Turn the camera on' }).click();
  await expect(page.getByRole('status')).toHaveText('happy');
});

test('a photo, with everybody in it', async ({ page }) => {
  await page.goto(`${served.address}photo.html`);
  await page.locator('input').setInputFiles(`${FILMS_FOLDER}photo.png`);
  await expect(page.getByRole('status')).toHaveText(/^1: happy, \d+ %\n2: happy, \d+ %$/);
  await page.locator('input').setInputFiles({
    name: 'no photo.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no photo'),
  });
  await expect(page.getByRole('status')).toContainText('could not be decoded');
});

test.describe('a video to CSV', () => {
  test('follows one face through a video', async ({ page }) => {
    await page.goto(`${served.address}video-to-csv.html`);
    const rows = await tableOf(page, {
      name: 'clip.webm',
      mimeType: 'video/webm',
      buffer: readFileSync(`${FILMS_FOLDER}clip.webm`),
    });
    const times = rows.map((row) => Number(row['time_ms']));
    expect(times).toEqual(times.map((_, at) => 100 * at));
    expect(new Set(rows.map((row) => row['face_id'])).size, 'one person').toBe(1);
    const lefts = rows.map((row) => Number(row['left']));
    expect(Number(lefts.at(-1)) - Number(lefts[0]), 'from left to right').toBeGreaterThan(200);
    for (const row of rows) {
      const sum = EXPRESSIONS.reduce((all, name) => all + Number(row[`p_${name}`]), 0);
      expect(sum).toBeCloseTo(1, 2);
    }
  });

  test('reads what the browser itself recorded, which has no length', async ({ page }) => {
    await page.goto(`${served.address}video-to-csv.html`);
    const recorded = await page.evaluate(recordCamera);
    const video = {
      name: 'me.webm',
      mimeType: 'video/webm',
      buffer: Buffer.from(recorded, 'base64'),
    };
    const rows = await tableOf(page, video);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => row['shown'] === 'happy').length).toBeGreaterThan(rows.length / 2);
  });
});

test.describe('the overlay', () => {
  test('is transparent but for its words, which are where and as the address says', async ({
    page,
  }) => {
    await page.goto(
      `${served.address}overlay.html?position=bottom-left&size=80&color=rgb(255,0,0)`,
    );
    await expect(page.locator('span')).toHaveText('happy');
    const { width, height, data } = PNG.sync.read(await page.screenshot({ omitBackground: true }));
    let opaque = 0;
    let red = 0;
    let elsewhere = 0;
    for (let at = 0; at < width * height; at += 1) {
      const [r = 0, g = 0, , alpha = 0] = data.subarray(4 * at);
      if (alpha === 0) continue;
      opaque += 1;
      if (r > 200 && g < 50) red += 1;
      if (at % width > width / 2 || at < (width * height) / 2) elsewhere += 1;
    }
    expect(red, 'in the colour that was asked for').toBeGreaterThan(1000);
    expect(opaque / (width * height)).toBeLessThan(0.1);
    expect(elsewhere, 'only in the lower left').toBe(0);
  });

  test('names what an option can be', async ({ page }) => {
    await page.goto(`${served.address}overlay.html?position=middle`);
    await expect(page.locator('main')).toContainText('position: got "middle", expected top-left');
    await page.goto(`${served.address}overlay.html?positon=left`);
    await expect(page.locator('main')).toContainText(
      'positon: got "left", expected one of position',
    );
    await page.goto(`${served.address}overlay.html?camera=another`);
    await expect(page.locator('main')).toContainText('camera: got "another", expected part of ');
  });
});

filmTest.describe('the overlay beside a face at the side', () => {
  filmTest.use({ film: 'side' });

  filmTest('puts each label above its face, mirrored if asked for', async ({ page }) => {
    const middleOf = async (options: string) => {
      await page.goto(`${served.address}overlay.html?position=face&picture=1${options}`);
      await expect(page.locator('span')).toHaveCount(1);
      // At once, for each frame has labels of its own.
      return page.evaluate(() => {
        const { left = 0, width = 0 } =
          document.querySelector('span')?.getBoundingClientRect() ?? {};
        return left + width / 2 - innerWidth / 2;
      });
    };
    const plain = await middleOf('');
    expect(Math.abs(plain)).toBeGreaterThan(100);
    expect(await middleOf('&mirror=1')).toBeCloseTo(-plain, -1.5);
  });
});

test.describe('several people', () => {
  test('reads a smiling face, asks its own origin alone and breaks no policy', async ({ page }) => {
    const origins = new Set<string>();
    const complaints: string[] = [];
    page.context().on('request', (request) => origins.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const response = await page.goto(`${served.address}several-people.html`);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");

    await page.getByRole('button', { name: 'Turn the camera on' }).click();
    await expect(page.getByRole('status')).toHaveText(/^\d+: happy$/);
    const [left, top, right, bottom] = await drawnPx(page);
    expect(left).toBeLessThan(FACE.xPx);
    expect(right).toBeGreaterThan(FACE.xPx);
    expect(top).toBeLessThan(FACE.yPx);
    expect(bottom).toBeGreaterThan(FACE.yPx);
    expect(right - left, 'a box around the face and not the frame').toBeLessThan(400);

    await page.getByRole('button', { name: 'Turn the camera off' }).click();
    await expect(page.getByRole('status')).toHaveText('The camera is off.');
    await page.getByRole('button', { name: 'Turn the camera on' }).click();
    await expect(page.getByRole('status'), 'a second time').toHaveText(/^\d+: happy$/);

    expect([...origins]).toEqual([new URL(served.address).origin]);
    expect(complaints).toEqual([]);
  });

  test('tells that a model cannot be loaded, and goes on once it can', async ({ page }) => {
    await page.route('**/*_model-fast.js', (route) => route.fulfill({ status: 404 }));
    await page.goto(`${served.address}several-people.html`);
    await page.getByRole('button', { name: 'Turn the camera on' }).click();
    await expect(page.getByRole('status')).toContainText('A model could not be loaded');
    await page.unrouteAll();
    // A browser keeps the failure of a module for as long as the page is there.
    await page.reload();
    await page.getByRole('button', { name: 'Turn the camera on' }).click();
    await expect(page.getByRole('status')).toHaveText(/^\d+: happy$/);
  });

  test('turns the camera off with the page', async ({ page }) => {
    await page.goto(`${served.address}several-people.html`);
    await page.getByRole('button', { name: 'Turn the camera on' }).click();
    await expect(page.getByRole('status')).toHaveText(/^\d+: happy$/);
    const state = await page.locator('video').evaluate((video: HTMLVideoElement) => {
      const { srcObject } = video;
      if (!(srcObject instanceof MediaStream)) return 'no stream';
      const [track] = srcObject.getTracks();
      // Headless pages are always shown; this makes the page believe otherwise.
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
      return track?.readyState;
    });
    expect(state).toBe('ended');
  });
});

/** The rows that are saved of a video. */
async function tableOf(
  page: Page,
  video: { name: string; mimeType: string; buffer: Buffer },
): Promise<Record<string, string>[]> {
  await page.locator('input').setInputFiles(video);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save the table' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(video.name.replace('webm', 'csv'));
  const text = readFileSync(await download.path(), 'utf8');
  const [head = [], ...rows] = text
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ''])));
}

/** Runs in the page: a second or more of the camera, in parts as pages send them, in base64. */
async function recordCamera(): Promise<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  const stopped = new Promise((resolve) => {
    recorder.addEventListener('stop', resolve);
  });
  recorder.addEventListener('dataavailable', ({ data }) => {
    parts.push(data);
    if (parts.length === 15) recorder.stop();
  });
  recorder.start(100);
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** The smallest box around what is drawn on the picture, in the frame's pixels: left, top, right, bottom. */
function drawnPx(page: Page): Promise<[number, number, number, number]> {
  return page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let index = 0; index < canvas.width * canvas.height; index += 1) {
      if ((pixels?.[4 * index + 3] ?? 0) === 0) continue;
      const [x, y] = [index % canvas.width, Math.floor(index / canvas.width)];
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return box;
  });
}
