/* global dispatchEvent, document, location */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchWithFilm } from './browser.js';
import { filmsFolder } from './films.js';
import { GIVING_SENTENCES } from './givingSentences.js';
import { HEALING_SENTENCES } from './healingSentences.js';

/**
 * States in which the page says what is wrong, what is waited for, or how far a given picture is.
 * They differ in nothing but their sentences, so that one browser shows them all at a phone's size.
 *
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {object} Sentence
 * @property {(page: Page) => Promise<unknown>} [arrange] before the page is opened
 * @property {(page: Page) => Promise<unknown>} [prepare] once it is open
 * @property {string} [film] that the camera shows; `one` unless given
 * @property {string} [shown] what is waited for, as a selector
 */

const PHONE = { width: 390, height: 844 };
/** Training beside it may starve the browser. */
const BUSY_MACHINE_MS = 240_000;
const OPEN = '.notice .button-primary';
const CHOOSE = '.notice .button-second';
/** Longer than the page needs to say what is wrong with a camera. */
const TROUBLE = '.reading[data-trouble]';

const REFUSALS = {
  permissionDenied: 'NotAllowedError',
  noCamera: 'NotFoundError',
  cameraInUse: 'NotReadableError',
};

const READER_CODES = [
  'network',
  'modelMissing',
  'htmlInsteadOfModel',
  'modelCorrupt',
  'modelIncompatible',
  'insecureContext',
  'wasmAbsent',
  'wasmBlocked',
  'wasmHung',
  'canvasAbsent',
  'workerFailed',
  'workerHung',
  'protocolBroken',
];

/** Bytes that begin as those files do, and go on as none does. */
const FILES = {
  emptyFile: Buffer.alloc(0),
  notPictureOrVideo: Buffer.from('Plain words, and no picture.'.repeat(20)),
  heic: Buffer.concat([
    Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    Buffer.alloc(600),
  ]),
  unreadablePicture: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(600)]),
  unreadableVideo: Buffer.concat([
    Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'),
    Buffer.alloc(600),
  ]),
};

const SILENT = `new MediaStream([new MediaStreamTrackGenerator({ kind: 'video' })])`;
/** A camera whose canvas is painted over and over. */
const painted = (/** @type {string} */ paint) => `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  setInterval(() => { ${paint} }, 33);
  return canvas.captureStream(30);
})()`;

/** @type {Record<string, Sentence>} */
export const SENTENCES = {
  'trouble-question': troubled('new Promise(() => undefined)'),
  'trouble-noPicture': troubled(SILENT),
  'trouble-taken': {
    ...troubled(SILENT),
    prepare: async (page) => {
      await page.locator(OPEN).click();
      await page.waitForFunction(
        () => document.querySelector('video')?.srcObject instanceof MediaStream,
      );
      await page.evaluate(() => {
        const stream = document.querySelector('video')?.srcObject;
        if (stream instanceof MediaStream) stream.getTracks()[0]?.dispatchEvent(new Event('mute'));
      });
    },
  },
  'trouble-black': troubled(painted('context.fillRect(0, 0, 640, 480);')),
  'trouble-blank': troubled(
    painted(`context.fillStyle = '#087a1c'; context.fillRect(0, 0, 640, 480);`),
  ),
  'trouble-frozen': { film: 'none', prepare: open, shown: TROUBLE },
  'trouble-frozenFace': { film: 'one', prepare: open, shown: '.headline-help:not(:empty)' },
  'hint-tooSmall': { film: 'small', prepare: open, shown: '.headline-help:not(:empty)' },
  ...byCode(Object.entries(REFUSALS), 'failure', ([, name]) => ({
    ...troubled(`Promise.reject(new DOMException('simulated', '${name}'))`),
    shown: '.failure',
  })),
  'failure-cameraLost': {
    prepare: async (page) => {
      await open(page);
      await page.waitForFunction(() =>
        document.querySelector('.reading')?.matches('[data-frames="5"]'),
      );
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('simulated', 'NotFoundError'));
        const stream = document.querySelector('video')?.srcObject;
        if (stream instanceof MediaStream) stream.getTracks()[0]?.dispatchEvent(new Event('ended'));
      });
    },
    shown: '.failure',
  },
  'failure-unsupported': {
    arrange: (page) => page.addInitScript('delete Navigator.prototype.mediaDevices;'),
    prepare: open,
    shown: '.failure',
  },
  ...byCode(
    READER_CODES.map((code) => [code]),
    'failure',
    ([code]) => ({ arrange: (page) => failReader(page, code), shown: '.failure' }),
  ),
  ...byCode(Object.entries(FILES), 'file', ([, buffer]) => ({
    prepare: (page) => chooseBytes(page, buffer),
    shown: '.file-failure:not(:empty)',
  })),
  'file-tooLarge': {
    arrange: (page) =>
      page.addInitScript(`for (const name of ['naturalWidth', 'naturalHeight'])
        Object.defineProperty(HTMLImageElement.prototype, name, { get: () => 20000 });`),
    prepare: (page) => chooseBytes(page, readFileSync(join(filmsFolder(), 'photo.png'))),
    shown: '.file-failure:not(:empty)',
  },
  'file-unreadableFile': {
    arrange: (page) =>
      page.addInitScript(`Blob.prototype.arrayBuffer = () =>
        Promise.reject(new DOMException('simulated', 'NotReadableError'));`),
    prepare: (page) => chooseBytes(page, FILES.unreadablePicture),
    shown: '.file-failure:not(:empty)',
  },
  'file-addressOnly': {
    prepare: (page) =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/uri-list', `${location.origin}/picture.jpg`);
        for (const type of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(
            new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }),
          );
      }),
    shown: '.file-failure:not(:empty)',
  },
  install: {
    prepare: async (page) => {
      await page.evaluate(() =>
        dispatchEvent(
          Object.assign(new Event('beforeinstallprompt'), { prompt: () => Promise.resolve() }),
        ),
      );
      await open(page);
      await page.locator('.controls .control:last-child').click();
    },
    shown: '[data-entry="install"]',
  },
  ...GIVING_SENTENCES,
  ...HEALING_SENTENCES,
};

/**
 * Photographs each of them.
 *
 * @param {string} url of the page
 * @param {readonly string[]} names
 * @param {{ locale: string, take: (name: string, png: Buffer) => void }} options
 */
export async function photographSentences(url, names, { locale, take }) {
  const films = new Set(names.map(filmOf));
  for (const film of films) {
    const browser = await launchWithFilm(film);
    try {
      for (const name of names.filter((each) => filmOf(each) === film)) {
        const { arrange, prepare, shown = 'h1' } = SENTENCES[name] ?? {};
        const context = await browser.newContext({
          viewport: PHONE,
          locale,
          serviceWorkers: 'block',
        });
        context.setDefaultTimeout(BUSY_MACHINE_MS);
        const page = await context.newPage();
        await arrange?.(page);
        await page.goto(url);
        await prepare?.(page);
        await page.locator(shown).first().waitFor();
        take(name, await page.screenshot());
        await context.close();
      }
    } finally {
      await browser.close();
    }
  }
}

/** @param {string} name */
function filmOf(name) {
  return SENTENCES[name]?.film ?? 'one';
}

/**
 * @param {string} stream what the browser gives in a camera's place, as JavaScript
 * @returns {Sentence}
 */
function troubled(stream) {
  return {
    arrange: (page) =>
      page.addInitScript(`navigator.mediaDevices.getUserMedia = async () => ${stream};`),
    prepare: open,
    shown: TROUBLE,
  };
}

/**
 * @template {readonly [string, ...unknown[]]} Entry
 * @param {readonly Entry[]} entries
 * @param {string} kind
 * @param {(entry: Entry) => Sentence} sentence
 */
function byCode(entries, kind, sentence) {
  return Object.fromEntries(entries.map((entry) => [`${kind}-${entry[0]}`, sentence(entry)]));
}

/** @param {Page} page */
function open(page) {
  return page.locator(OPEN).click();
}

/**
 * A worker that says at once why it cannot load.
 *
 * @param {Page} page
 * @param {string} code
 */
function failReader(page, code) {
  const body = `postMessage({ kind: 'started' });
    onmessage = () => postMessage({ kind: 'failed', code: '${code}', message: 'simulated' });`;
  return page.route('**/worker-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  );
}

/**
 * @param {Page} page
 * @param {Buffer} buffer
 */
async function chooseBytes(page, buffer) {
  const choosing = page.waitForEvent('filechooser');
  await page.locator(CHOOSE).click();
  await (await choosing).setFiles({ name: 'file', mimeType: '', buffer });
}
