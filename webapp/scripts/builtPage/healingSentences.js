/**
 * What the page says of itself: that a new version waits, that it broke, that the device is slow.
 *
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('./sentences.js').Sentence} Sentence
 */

const OPEN = '.notice .button-primary';
const MORE = '.controls .control:last-child';
const TROUBLE = '.reading[data-trouble]';

/** A service worker whose next version waits. */
const WAITING = `Object.defineProperty(navigator, 'serviceWorker', { value: Object.assign(
  new EventTarget(), { controller: {}, register: async () => Object.assign(
    new EventTarget(), { waiting: { postMessage: () => undefined }, update: async () => undefined },
  ) },
) });`;

/** @type {Record<string, Sentence>} */
export const HEALING_SENTENCES = {
  'update-notice': { arrange: (page) => page.addInitScript(WAITING), shown: '.toast' },
  'update-live': {
    arrange: (page) => page.addInitScript(WAITING),
    prepare: async (page) => {
      await page.locator(OPEN).click();
      await page.locator('.mark').waitFor();
    },
    shown: '.toast',
  },
  broken: {
    arrange: (page) =>
      page.addInitScript(`const { format } =
        Object.getOwnPropertyDescriptors(Intl.NumberFormat.prototype);
      Object.defineProperty(Intl.NumberFormat.prototype, 'format', { get() {
        if (window.isBroken) throw new Error('simulated');
        return format.get.call(this);
      } });`),
    prepare: async (page) => {
      await page.locator(OPEN).click();
      await page.locator('.mark').waitFor();
      await page.locator(MORE).evaluate((button) => {
        Reflect.set(globalThis, 'isBroken', true);
        if (button instanceof HTMLElement) button.click();
      });
    },
    shown: '.failure',
  },
  'trouble-slow': troubledReader('setTimeout(send, 9000, message, moved)'),
  'trouble-unreadable': troubledReader(
    `send({ kind: 'failed', frameId: message.reading.frameId, code: 'badFrame', message: '' })`,
  ),
  'loading-notice': { arrange: stallWeights, shown: '.loading-line:has-text("MB")' },
  'loading-live': {
    arrange: stallWeights,
    prepare: (page) => page.locator(OPEN).click(),
    shown: '.reading:has-text("MB")',
  },
};

/**
 * @param {string} answer what the worker does in place of answering with a reading, as JavaScript
 * @returns {Sentence}
 */
function troubledReader(answer) {
  const script = `{
    const send = postMessage.bind(self);
    self.postMessage = (message, moved) =>
      message.kind === 'reading' ? ${answer} : send(message, moved);
  }\n`;
  return {
    arrange: (page) =>
      page.route('**/worker-*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: script + (await response.text()) });
      }),
    prepare: (page) => page.locator(OPEN).click(),
    shown: TROUBLE,
  };
}

/**
 * As on a connection that hardly moves.
 *
 * @param {Page} page
 */
function stallWeights(page) {
  return page.route('**/models/*/*.bin', () => new Promise(() => undefined));
}
