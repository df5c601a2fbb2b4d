import { readFileSync } from 'node:fs';

/**
 * The states of giving pictures: the offer, how far each picture came, its receipt, and the list. A
 * made-up server answers.
 *
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('./sentences.js').Sentence} Sentence
 * @typedef {{ status: number, headers?: Record<string, string>, json?: object }} Answer
 */

const OPEN = '.notice .button-primary';
const SEE_ALL = '.giving-offer .button-quiet';

/** The version of the words that a person has agreed to. */
const [, AGREED_TO] =
  /WORDS_VERSION = '([^']+)'/.exec(
    readFileSync(new URL('../../src/state/consent.ts', import.meta.url), 'utf8'),
  ) ?? [];

/** With the check characters that functions/intake/receipts.py would give them. */
const RECEIPTS = ['KPQP-MRTW-FXVY-30RV-NVXR-W2SZ', '5J5Y-T7PJ-B3WV-09W1-RDYZ-JWZT'];

/** @type {readonly Answer[]} */
const STORED = RECEIPTS.map((receipt) => ({ status: 201, json: { receipt } }));
/** @type {Answer} */
const REFUSED = { status: 400, json: { error: 'The picture must have 48 × 48 grey levels.' } };
/** @type {Answer} */
const BUSY = { status: 503, headers: { 'Retry-After': '1800' }, json: { error: 'Later.' } };
/** @type {Answer} */
const ABSENT = { status: 404 };

/** @type {Record<string, Sentence>} */
export const GIVING_SENTENCES = {
  'giving-setting': {
    prepare: async (page) => {
      await openEntry(page, 'settings');
      await page.locator('.sheet[open] input[type=checkbox]').last().scrollIntoViewIfNeeded();
    },
    shown: '.sheet[open] input[type=checkbox]',
  },
  'giving-offer': given([], async (page) => {
    await openOffer(page);
    await page.locator('.giving-offer .button-primary').scrollIntoViewIfNeeded();
  }),
  'giving-chosen': given([], async (page) => {
    await openOffer(page);
    await choose(page, 3);
    await page.locator('.giving-offer .button-primary').scrollIntoViewIfNeeded();
  }),
  'giving-receipt': given(STORED, async (page) => {
    await give(page, 3);
    await page.locator(SEE_ALL).scrollIntoViewIfNeeded();
  }),
  'giving-list': given([...STORED, REFUSED, BUSY], (page) => listOf(page, 4)),
  'giving-list-end': given([...STORED, REFUSED, BUSY], async (page) => {
    await listOf(page, 4);
    await page.locator('.giving-form .button').scrollIntoViewIfNeeded();
  }),
  'giving-takenBack': given(STORED, async (page) => {
    await listOf(page, 2);
    await page.locator('.giving-item .button').first().click();
    await page.locator('[data-fate="gone"]').waitFor();
  }),
  'giving-absent': given([ABSENT], (page) => listOf(page, 1)),
  'giving-offline': given([], async (page) => {
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'onLine', { value: false });
    });
    await listOf(page, 1);
  }),
  'giving-none': given([], (page) => openEntry(page, 'give')),
  'giving-wrongReceipt': given([], async (page) => {
    await openEntry(page, 'give');
    await page.locator('.giving-input').fill('KPQP-MRTW-FXVY-30RV-NVXR-W2SX');
    await page.locator('.giving-form .button').click();
    await page.locator('.giving-form [role=alert]').waitFor();
  }),
};

/**
 * @param {readonly Answer[]} answers to the pictures that are given, one after the other
 * @param {(page: Page) => Promise<unknown>} prepare
 * @returns {Sentence}
 */
function given(answers, prepare) {
  const left = [...answers];
  return {
    arrange: async (page) => {
      const settings = JSON.stringify({ agreedTo: AGREED_TO });
      await page.addInitScript(`localStorage.setItem('mien.settings', '${settings}');`);
      await page.route('**/api/contributions/**', (route) =>
        route.fulfill(
          route.request().method() === 'DELETE'
            ? { status: 204 }
            : { status: 201, json: { token: 'm1.made.up', expiresInS: 3600 } },
        ),
      );
      await page.route('**/api/contributions', (route) => route.fulfill(left.shift() ?? ABSENT));
    },
    prepare,
    shown: '.sheet[open]',
  };
}

/** @param {Page} page */
async function openOffer(page) {
  if (await page.locator(OPEN).isVisible()) await page.locator(OPEN).click();
  await page.locator('.why').click();
  await page.locator('.giving-offer').waitFor();
}

/**
 * @param {Page} page
 * @param {number} place of the label
 */
async function choose(page, place) {
  await page.locator('.giving-label').nth(place).click();
}

/**
 * @param {Page} page
 * @param {number} place of the label
 */
async function give(page, place) {
  await openOffer(page);
  await choose(page, place);
  await page.locator('.giving-offer .button-primary').click();
  await page
    .locator(
      '[data-fate="given"], [data-fate="refused"], [data-fate="unsure"], [data-fate="waiting"]',
    )
    .waitFor();
}

/**
 * Gives so many pictures, each as another expression, and opens the list.
 *
 * @param {Page} page
 * @param {number} count
 */
async function listOf(page, count) {
  for (let place = 0; place < count; place += 1) {
    if (place > 0) await page.keyboard.press('Escape');
    await give(page, place);
  }
  await page.locator(SEE_ALL).click();
  await page
    .locator('.giving-item')
    .nth(count - 1)
    .waitFor();
}

/**
 * @param {Page} page
 * @param {string} entry of the menu
 */
async function openEntry(page, entry) {
  await page.locator(OPEN).click();
  await page.locator('.controls .control:last-child').click();
  await page.locator(`[data-entry="${entry}"]`).click();
}
