import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { STUDY_WORDS } from '../../src/copy/study';
import { needsFilms } from './films';
import { openCamera, openFromMenu, waitForReady } from './steps';

needsFilms();

const WORDS = STUDY_WORDS.en;
/** So many small pictures. */
const MANY = 2000;
/** So many of them are read; to read all takes minutes. */
const READ = 300;
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'study-'));
  const python = process.env['PYTHON'] ?? join(REPOSITORY, '.venv/bin/python');
  const script = join(REPOSITORY, 'tests/study_files.py');
  const drawn = spawnSync(python, [script, folder, String(MANY)], { encoding: 'utf8' });
  if (drawn.status !== 0) throw new Error(`expected files, got: ${drawn.stderr}`);
});
test.afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Drops files or folders of this machine on the page, as a file manager does. */
async function drop(page: Page, ...names: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const files = names.map((name) => join(folder, name));
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files, dragOperationsMask: 1 };
    await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
  }
}

async function openWithFolder(page: Page): Promise<void> {
  await page.goto('/');
  await waitForReady(page);
  await drop(page, 'study');
  await expect(rows(page)).toHaveCount(6);
}

function rows(page: Page) {
  return page.locator('.study-row');
}

function row(page: Page, name: string) {
  return rows(page).filter({ has: page.locator(`.study-name[title="${name}"]`) });
}

async function start(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: WORDS.start(count) }).click();
}

async function waitForEnd(page: Page): Promise<void> {
  await expect(page.locator('.study[data-phase="ready"]')).toBeVisible({ timeout: 50_000 });
}

async function save(page: Page, kind: 'csv' | 'json' | 'png'): Promise<Buffer> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: WORDS.saveAs(WORDS.kinds[kind]) }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(new RegExp(`^mien-files-[0-9TZ-]+\\.${kind}$`));
  return readFileSync(await download.path());
}

/** The table by its columns. No cell here holds a comma. */
async function saveTable(page: Page): Promise<Record<string, string>[]> {
  const [header = '', ...lines] = (await save(page, 'csv')).toString('utf8').trim().split('\r\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.replaceAll(/"[^"]*"/g, (text) => text.replaceAll(',', ';')).split(',');
    expect(cells).toHaveLength(columns.length);
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
  });
}

test('a dropped folder becomes one table, with what cannot be opened in it', async ({ page }) => {
  await openWithFolder(page);
  const names = await rows(page).locator('.study-name').allInnerTexts();
  expect(names.map((name) => name.replaceAll('\n', ''))).toEqual([
    'study/broken.jpg',
    'study/broken.mp4',
    'study/film.webm',
    'study/none.png',
    'study/two.png',
    'study/inner/one.jpg',
  ]);
  await expect(page.getByText(WORDS.others(1))).toBeVisible();
  await start(page, 6);
  await waitForEnd(page);
  await expect(row(page, 'study/film.webm')).toContainText(WORDS.frames(15));
  await expect(row(page, 'study/two.png')).toContainText(WORDS.faces(2));

  const table = await saveTable(page);
  const shown = (file: string) => table.filter((each) => each['file'] === `study/${file}`);
  expect(shown('film.webm').map((each) => Number(each['time_ms']))).toEqual(
    Array.from({ length: 15 }, (_, step) => 200 * step),
  );
  expect(new Set(shown('film.webm').map((each) => each['face_id']))).toEqual(new Set(['1']));
  // Rows stand largest first; a picture's faces are numbered as they are found.
  expect(new Set(shown('two.png').map((each) => each['face_id']))).toEqual(new Set(['0', '1']));
  expect(shown('two.png')).toHaveLength(2);
  expect(shown('inner/one.jpg').map((each) => each['shown'])).toEqual(['happy']);
  expect(shown('none.png').map((each) => each['shown'])).toEqual(['no_face']);
  for (const file of ['broken.jpg', 'broken.mp4']) {
    expect(shown(file).map((each) => each['shown'])).toEqual(['unreadable']);
    expect(shown(file)[0]?.['reason']).toMatch(/^"?expected a /);
  }

  const json = JSON.parse((await save(page, 'json')).toString('utf8')) as {
    rows: Record<string, unknown>[];
  };
  expect(json).toMatchObject({ schema: 1, model: { name: 'fast' } });
  expect(json.rows.map((each) => String(each['shown']))).toEqual(
    table.map((each) => each['shown']),
  );
  expect(json.rows[0]).toHaveProperty('time_ms', null);
  expect((await save(page, 'png')).subarray(1, 4).toString('latin1')).toBe('PNG');

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('it is opened from the menu, where the camera rests meanwhile', async ({ page }) => {
  await openCamera(page, 1);
  await openFromMenu(page, EN.menu.study);
  await expect(page.getByRole('heading', { name: WORDS.lead })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: WORDS.choose }).click();
  const chooser = await choosing;
  expect(chooser.isMultiple()).toBe(true);
  await chooser.setFiles(['two.png', 'none.png'].map((name) => join(folder, 'study', name)));
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(page.getByText(EN.live.cameraOff)).toBeVisible();
});

test('it pauses, goes on, stops, and tries again what was stopped', async ({ page }) => {
  await openWithFolder(page);
  await page.getByText(WORDS.options.steps[0] ?? '', { exact: true }).click();
  await start(page, 6);
  const video = row(page, 'study/film.webm');
  await expect(video).toHaveAttribute('data-state', 'reading');
  await page.getByRole('button', { name: WORDS.pause, exact: true }).click();
  await expect(page.getByText(WORDS.paused)).toBeVisible();
  // The frame that was being read comes to its end.
  await page.waitForTimeout(500);
  const share = await video.locator('.study-state').innerText();
  await page.waitForTimeout(700);
  await expect(video.locator('.study-state')).toHaveText(share);
  await page.getByRole('button', { name: WORDS.resume, exact: true }).click();
  await page.getByRole('button', { name: WORDS.cancel, exact: true }).click();
  await waitForEnd(page);
  await expect(video).toHaveAttribute('data-state', 'cancelled');
  const files = new Set((await saveTable(page)).map((each) => each['file']));
  expect(files).toEqual(new Set(['study/broken.jpg', 'study/broken.mp4']));
  await video.getByRole('button').click();
  await waitForEnd(page);
  await expect(video).toHaveAttribute('data-state', 'done');
  await page.getByRole('button', { name: WORDS.againAll }).click();
  await waitForEnd(page);
  const table = await saveTable(page);
  expect(table.filter((each) => each['file'] === 'study/film.webm')).toHaveLength(90);
  expect(table).toHaveLength(90 + 2 + 2 + 1 + 1);
});

test('finished files are kept on the device if asked for, until they are cleared', async ({
  page,
}) => {
  const kept = () => page.evaluate(async () => (await indexedDB.databases()).length);
  await openWithFolder(page);
  await start(page, 6);
  await waitForEnd(page);
  const before = (await save(page, 'csv')).toString('utf8');
  expect([await kept(), await page.evaluate(() => localStorage.length)]).toEqual([0, 0]);
  // Without a table kept, the browser asks before it is lost.
  const asking = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asking;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await page.getByText(WORDS.options.keep).click();
  await expect(page.getByRole('checkbox')).toBeChecked();
  await expect.poll(kept).toBe(1);

  await page.reload();
  await waitForReady(page);
  await drop(page, 'study');
  // What cannot be opened may be mended by now; what was read is not read again.
  await start(page, 2);
  await waitForEnd(page);
  await expect(rows(page)).toHaveCount(6);
  const sorted = (text: string) => text.split('\r\n').toSorted();
  expect(sorted((await save(page, 'csv')).toString('utf8'))).toEqual(sorted(before));

  await page.getByText(WORDS.options.keep).click();
  await expect.poll(kept).toBe(0);
  expect(sorted((await save(page, 'csv')).toString('utf8'))).toEqual(sorted(before));
  await page.getByRole('button', { name: WORDS.clear, exact: true }).click();
  await page.getByRole('button', { name: WORDS.clearYes }).click();
  await expect(page.getByRole('heading', { name: WORDS.lead })).toBeVisible();
});

test('a list of two thousand pictures costs the page no memory as they are read', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.goto('/');
  await waitForReady(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  const heapBytes = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    return usedSize;
  };
  await drop(page, 'many');
  const bar = page.getByRole('progressbar');
  await expect(bar).toHaveAttribute('aria-valuemax', String(MANY));
  await start(page, MANY);
  const finished = async () => Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(finished, { timeout: 60_000 }).toBeGreaterThan(READ / 8);
  const early = await heapBytes();
  expect(await rows(page).count()).toBeLessThan(60);
  await page.locator('.sheet-body:visible').evaluate((body) => {
    body.scrollTop = body.scrollHeight;
  });
  await expect(row(page, `many/${MANY - 1}.png`)).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(60);
  await expect.poll(finished, { timeout: 120_000 }).toBeGreaterThan(READ);
  await page.getByRole('button', { name: WORDS.cancel, exact: true }).click();
  await waitForEnd(page);
  // The names and fates of the files are there from the beginning; their rows must not come to them.
  expect((await heapBytes()) - early).toBeLessThan(1e6);
  const table = await saveTable(page);
  expect(table.length).toBe(await finished());
  expect(new Set(table.map((each) => each['shown']))).toEqual(new Set(['no_face']));
});
