import { expect, type Locator, type Page, type Route } from '@playwright/test';
import { EN } from '../../src/copy/en';
import type { FailureCode } from '../../src/state/session';

/** Opens the page and, with one tap, the camera; ends when `frames` were read. */
export async function openCamera(page: Page, frames = 3): Promise<void> {
  await startCamera(page);
  await waitForFrames(page, frames);
}

/** Opens the page and taps for the camera; whether it comes is another matter. */
export async function startCamera(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: EN.notice.open }).click();
}

/** Opens a sheet from the menu of the viewer. */
export async function openFromMenu(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: EN.controls.more }).click();
  await page.getByRole('dialog').getByRole('button', { name: entry }).click();
}

/** Closes the sheet that is open. */
export async function closeSheet(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: EN.controls.close }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** Waits until the models are there. */
export async function waitForReady(page: Page): Promise<void> {
  await expect(page.getByText(EN.loading.ready, { exact: true })).toBeVisible();
}

/** Waits until at least `frames` frames were read since the camera was opened. */
export async function waitForFrames(page: Page, frames: number, timeout = 60_000): Promise<void> {
  await expect
    .poll(() => readNumber(page, 'data-frames'), { timeout })
    .toBeGreaterThanOrEqual(frames);
}

/** A number that the panel shows as an attribute. */
export async function readNumber(page: Page, attribute: string): Promise<number> {
  return Number(await panel(page).getAttribute(attribute));
}

/** Where the main face's reading is shown. */
export function panel(page: Page): Locator {
  return page.locator('.reading');
}

/** The page says what went wrong; some failures are told only when time is up. */
export async function expectFailure(
  page: Page,
  code: FailureCode,
  timeout = 45_000,
): Promise<void> {
  const { title, text } = EN.failures[code];
  await expect(page.getByRole('heading', { name: title })).toBeVisible({ timeout });
  await expect(page.getByRole('alert')).toContainText(text);
  await expect(page.locator('.failure')).toHaveAttribute('data-code', code);
}

/** The way on that the failure offers leads to the live picture. */
export async function expectWayOn(page: Page, code: FailureCode): Promise<void> {
  await page.getByRole('button', { name: EN.failures[code].action }).click();
  const open = page.getByRole('button', { name: EN.notice.open });
  await expect(open.or(page.locator('.viewer'))).toBeVisible();
  // Who had not yet read the notice is shown it first.
  if (await open.isVisible()) await open.click();
  await waitForFrames(page, 1);
}

/** Answers a request for a script with `script` before it. */
export async function prepend(route: Route, script: string): Promise<void> {
  const response = await route.fetch();
  await route.fulfill({ response, body: script + (await response.text()) });
}
