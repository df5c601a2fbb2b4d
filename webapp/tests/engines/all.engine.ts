import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EN } from '../../src/copy/en';
import { STUDY_WORDS } from '../../src/copy/study';
import { findChromium } from './chromium';
import type { Engine, Starter } from './engine';
import { findFirefox } from './firefox';
import { CAMERA, SAVING, toolsInPage } from './inPage';
import { openSite, type Site } from './site';
import { findWebKit } from './webkit';

/** One list of what the page must do, for each engine that this machine has. */
const ENGINES: readonly (readonly [string, () => Starter])[] = [
  ['Chromium', findChromium],
  ['Firefox', findFirefox],
  ['WebKit', findWebKit],
];

const say = JSON.stringify;
const STUDY = STUDY_WORDS.en;
/** How videos are decoded, and what leaves the page that way. */
const WEB_CODECS = ['WebCodecs', ''] as const;
const A_PLAYER = ['a player', 'delete window.VideoDecoder;'] as const;
const OPEN = `(await tools.button(${say(EN.notice.open)})).click();`;
const WHY = `(await tools.button(${say(EN.controls.why)})).click();`;

describe.each(ENGINES)('in %s', (name, find) => {
  const found = find();
  if ('lacks' in found) {
    it.skip(`nothing was tried: this engine lacks ${found.lacks}`, () => undefined);
    return;
  }
  let engine: Engine;
  let site: Site | undefined;
  beforeAll(async () => {
    engine = await found.start();
    process.stdout.write(`${name} is ${engine.version}\n`);
  });
  afterAll(async () => {
    await (engine as Engine | undefined)?.close();
  });
  afterEach(() => {
    site?.close();
    site = undefined;
  });

  /** Opens the page, with a camera and what `before` does to the browser. */
  async function open(before = ''): Promise<Site> {
    site = await openSite(`${toolsInPage()}\n${CAMERA}\n${before}`);
    await engine.goto(site.url);
    return site;
  }

  it('the first visit gets ready', async () => {
    await open();
    await engine.run(
      `await tools.until('Ready', () => document.body.innerText.includes(${say(EN.loading.ready)}));`,
    );
  });

  it('a photo is read', async () => {
    await open();
    const marks = await engine.run(`
      await tools.button(${say(EN.notice.picture)});
      await tools.choose();
      await tools.expression('happy');
      return document.querySelectorAll('.mark').length;`);
    expect(marks).toBe(2);
  });

  it('a face before the camera is read, again and again', async () => {
    await open();
    const frames = await engine.run(`${OPEN}
      await tools.expression('happy');
      return tools.frames(20);`);
    expect(frames).toBeGreaterThanOrEqual(20);
  });

  it('a hidden page turns the camera off, and a shown one on again', async () => {
    await open();
    const off = await engine.run(`${OPEN}
      await tools.frames(3);
      tools.setVisibility('hidden');
      const isOff = tools.isOff();
      tools.setVisibility('visible');
      await tools.until('a new stream', () => tools.streams.length > 1);
      await tools.expression('happy');
      await tools.frames(3);
      return isOff;`);
    expect(off).toBe(true);
  });

  it('a camera that is refused, then allowed, is read', async () => {
    await open(`{
      let asked = 0;
      MediaDevices.prototype.getUserMedia = () => {
        asked += 1;
        return asked > 1
          ? tools.camera()
          : Promise.reject(new DOMException('simulated', 'NotAllowedError'));
      };
    }`);
    const title = await engine.run(`${OPEN}
      const title = (await tools.until('a sentence', () => document.querySelector('.failure h1'))).textContent;
      (await tools.button(${say(EN.failures.permissionDenied.action)})).click();
      await tools.expression('happy');
      return title;`);
    expect(title).toBe(EN.failures.permissionDenied.title);
  });

  it('a question that is never answered is spoken of, and asked again', async () => {
    await open(`MediaDevices.prototype.getUserMedia = () =>
      window.isAnswered ? tools.camera() : new Promise(() => undefined);`);
    await engine.run(`${OPEN}
      const again = await tools.button(${say(EN.troubles.again)});
      window.isAnswered = true;
      again.click();
      await tools.expression('happy');`);
  });

  it('a picture that the system paused goes on', async () => {
    await open();
    await engine.run(`${OPEN}
      await tools.frames(5);
      document.querySelector('video').pause();
      await tools.frames(tools.reading().frames * 1 + 10);`);
  });

  it('Why? names the parts that mattered', async () => {
    await open();
    const text = await engine.run(`
      await tools.button(${say(EN.notice.picture)});
      await tools.choose();
      await tools.expression('happy');
      ${WHY}
      return (await tools.until('an explanation', () =>
        document.querySelector('[data-explanation="done"]'))).innerText;`);
    expect(text).toContain(EN.face.seen);
  });

  it('the timeline is saved', async () => {
    await open(SAVING);
    const saved = await engine.run(`${OPEN}
      await tools.frames(20);
      (await tools.button(${say(EN.controls.timeline)})).click();
      (await tools.button(${say(EN.timeline.actions.saveAs(EN.timeline.actions.kinds.csv))})).click();
      await tools.until('a file', () => window.savedAs);
      return [window.savedAs, await window.saved.text()];`);
    const [fileName, text] = saved as [string, string];
    expect(fileName).toMatch(/^mien-.*\.csv$/);
    expect(text).toContain('happy');
  });

  // WebKitGTK's player never comes to a video's end here.
  const ways = name === 'WebKit' ? [WEB_CODECS] : [WEB_CODECS, A_PLAYER];
  it.each(ways)('photos and a video become one table, by %s', async (_way, before) => {
    await open(SAVING + before);
    const [text, hasVideos] = (await engine.run(`${OPEN}
      await tools.frames(1);
      (await tools.button(${say(EN.controls.more)})).click();
      (await tools.button(${say(EN.menu.study)})).click();
      await tools.chooseMany();
      (await tools.button(${say(STUDY.start(3))})).click();
      await tools.until('the end', () =>
        document.querySelectorAll('.study-row[data-state="done"], .study-row[data-state="failed"]')
          .length === 3, 45000);
      (await tools.button(${say(STUDY.saveAs(STUDY.kinds.csv))})).click();
      await tools.until('a file', () => window.savedAs);
      const type = 'video/webm; codecs="vp8"';
      const canPlay = document.createElement('video').canPlayType(type) !== '';
      const canDecode = 'VideoDecoder' in window &&
        (await VideoDecoder.isConfigSupported({ codec: 'vp8' })).supported;
      return [await window.saved.text(), canPlay || canDecode];`)) as [string, boolean];
    const rows = text.split('\r\n').map((line) => line.split(','));
    const at = (column: string) => rows[0]?.indexOf(column) ?? -1;
    const cells = (file: string, column: string) =>
      rows.filter((row) => row[0] === file).map((row) => row[at(column)] ?? '');
    expect(cells('photo.png', 'shown')).toEqual(['happy', 'happy']);
    expect(cells('broken.jpg', 'shown')).toEqual(['unreadable']);
    if (hasVideos) {
      const steps = cells('video.webm', 'time_ms').map((time) => Math.floor(Number(time) / 200));
      expect(steps.length).toBeGreaterThan(5);
      expect(steps).toEqual(steps.map((_, step) => step));
      expect(new Set(cells('video.webm', 'shown'))).toEqual(new Set(['happy']));
    } else {
      expect(cells('video.webm', 'shown')).toEqual(['unreadable']);
    }
  });

  it.each([
    ['silent', `HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0;`],
    [
      'a second late',
      `HTMLVideoElement.prototype.requestVideoFrameCallback = (callback) =>
        setTimeout(() => callback(performance.now(), { mediaTime: 0 }), 1000);`,
    ],
    ['absent', `delete HTMLVideoElement.prototype.requestVideoFrameCallback;`],
  ])('frames are read where requestVideoFrameCallback is %s', async (_how, before) => {
    await open(before);
    const frameMs = await engine.run(`${OPEN}
      await tools.frames(3);
      const since = performance.now();
      const first = tools.reading().frames * 1;
      const last = await tools.frames(first + 15);
      return (performance.now() - since) / (last - first);`);
    // Not one a second, as a browser tells that tells late.
    expect(frameMs).toBeLessThan(900);
  });

  it('it opens without a connection after the first visit', async () => {
    const first = await open();
    await engine.run(`
      await tools.until('Ready', () => document.body.innerText.includes(${say(EN.loading.ready)}));
      await navigator.serviceWorker.ready;`);
    first.close();
    await engine.goto(first.url);
    await engine.run(toolsInPage());
    await engine.run(`
      await tools.button(${say(EN.notice.picture)});
      await tools.choose();
      await tools.expression('happy');`);
  });
});
