import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { EN } from '../../src/copy/en';
import { needsFilms } from './films';
import { closeSheet, openCamera } from './steps';

needsFilms();

const { actions, chart, summary } = EN.timeline;

/** What says to people what is in the files. */
const DOCUMENTS = ['timeline.md', 'study.md']
  .map((name) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'))
  .join('');

async function openTimeline(page: Page): Promise<void> {
  await openCamera(page, 30);
  await page.getByRole('button', { name: EN.controls.timeline }).click();
}

/** What a button saves, as the browser's download. */
async function save(page: Page, kind: string): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: actions.saveAs(kind) }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('a smiling face fills the row of its expression, and the share is told', async ({ page }) => {
  await openTimeline(page);
  await expect(page.getByRole('heading', { name: chart.title })).toBeVisible();
  const happy = page.getByRole('row').filter({ hasText: EN.expressionName('happy') });
  await expect(happy).toContainText('%');
  await expect(page.getByText(summary.title)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('it is saved as CSV, JSON and PNG, each of them the same session', async ({ page }) => {
  await openTimeline(page);
  const csv = await save(page, actions.kinds.csv);
  expect(csv.name).toMatch(/\.csv$/);
  const [header = '', ...rows] = csv.bytes.toString('utf8').trim().split('\r\n');
  const columns = header.split(',');
  const named = columns.filter((column) => !column.startsWith('p_'));
  expect(columns.length - named.length, 'a probability for each expression').toBe(7);
  for (const column of named) expect(DOCUMENTS, column).toContain(`\`${column}\``);
  expect(rows.length).toBeGreaterThan(2);
  for (const row of rows) expect(row.split(',')).toHaveLength(columns.length);

  const json = await save(page, actions.kinds.json);
  const session = JSON.parse(json.bytes.toString('utf8')) as {
    labels: string[];
    rows: unknown[];
  };
  expect(columns.slice(-8, -1)).toEqual(session.labels.map((label) => `p_${label}`));
  for (const field of Object.keys(session)) expect(DOCUMENTS).toContain(`| \`${field}\``);
  // The session went on between the two.
  expect(session.rows.length).toBeGreaterThanOrEqual(rows.length);

  const png = await save(page, actions.kinds.png);
  expect(png.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
});

test('in an app on an iPhone’s home screen it is shared, else saved', async ({ page }) => {
  await page.addInitScript(() => {
    const define = (name: string, value: unknown) =>
      Object.defineProperty(navigator, name, { value, configurable: true });
    define('standalone', true);
    define('canShare', () => true);
    define('share', async ({ files }: { files: File[] }) => {
      const file = files[0];
      Reflect.set(window, 'shared', [file?.name, file?.type, await file?.text()]);
      if (Reflect.get(window, 'isRefused') === true) throw new DOMException('', 'NotAllowedError');
    });
  });
  await openCamera(page, 30);
  await page.getByRole('button', { name: EN.controls.timeline }).click();
  const { saveAs, kinds } = EN.timeline.actions;
  await page.getByRole('button', { name: saveAs(kinds.csv) }).click();
  const shared = () => page.evaluate(() => Reflect.get(window, 'shared') as string[]);
  await expect.poll(shared).toHaveLength(3);
  const [name, type, text] = await shared();
  expect(name).toMatch(/^mien-.*\.csv$/);
  expect(type).toContain('text/csv');
  expect(text).toContain('happy');
  await page.evaluate(() => Reflect.set(window, 'isRefused', true));
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: saveAs(kinds.json) }).click();
  expect((await coming).suggestedFilename()).toMatch(/\.json$/);
});

test('nothing is recorded while it is paused, and clearing is asked once', async ({ page }) => {
  await openTimeline(page);
  await page.getByRole('button', { name: actions.pause }).click();
  await expect(page.getByText(actions.paused)).toBeVisible();
  const before = await save(page, actions.kinds.csv);
  await page.waitForTimeout(1000);
  const after = await save(page, actions.kinds.csv);
  expect(after.bytes.toString()).toBe(before.bytes.toString());
  await page.getByRole('button', { name: actions.clear }).click();
  await page.getByRole('button', { name: actions.clearYes }).click();
  await expect(page.getByRole('heading', { name: chart.title })).toBeHidden();
});

test('a session is kept from sheet to sheet and gone with the page', async ({ page }) => {
  await openTimeline(page);
  await expect(page.getByRole('heading', { name: chart.title })).toBeVisible();
  await closeSheet(page);
  await page.reload();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});
