import { readFileSync } from 'node:fs';
import { PHOTO } from './faces';
import { VIDEO_URL } from './site';

/** What tests do within the page, in plain JavaScript, as `tools`. */
export function toolsInPage(): string {
  const base64 = readFileSync(PHOTO).toString('base64');
  return `window.tools = (() => {
  const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));
  const photo = new File([bytes], 'photo.png', { type: 'image/png' });
  const streams = [];

  const until = async (what, isSo, withinMs = 30000) => {
    const endMs = performance.now() + withinMs;
    for (;;) {
      const found = isSo();
      if (found) return found;
      if (performance.now() > endMs) {
        throw new Error('expected ' + what + ', got: ' + document.body.innerText.slice(0, 300));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const chooseIn = async (selector, files) => {
    const input = await until('a file input', () => document.querySelector(selector));
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const reading = () => document.querySelector('.reading')?.dataset ?? {};
  return {
    until,
    streams,
    reading,
    /** The button whose name begins so. */
    button: (name, withinMs) =>
      until('the button ' + name, () =>
        Array.from(document.querySelectorAll('button')).find((button) => {
          const said = button.getAttribute('aria-label') ?? button.textContent ?? '';
          return said.startsWith(name) && button.getClientRects().length > 0;
        }), withinMs),
    frames: (count) =>
      until(count + ' frames', () => Number(reading().frames) >= count && Number(reading().frames)),
    expression: (name) => until('the expression ' + name, () => reading().expression === name),
    choose: () => chooseIn('input[type=file]', [photo]),
    /** The photo, a photo that is none, and a video, in the list of many files. */
    chooseMany: async () => {
      const video = await (await fetch('${VIDEO_URL}')).blob();
      await chooseIn('.study-choosers input:not([webkitdirectory])', [
        photo,
        new File(['no photo'], 'broken.jpg', { type: 'image/jpeg' }),
        new File([video], 'video.webm', { type: 'video/webm' }),
      ]);
    },
    /** A camera before which the faces of the photo sway. */
    camera: async () => {
      const picture = await createImageBitmap(photo);
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      const context = canvas.getContext('2d');
      const draw = () => context.drawImage(picture, 8 * Math.sin(performance.now() / 400), 0);
      draw();
      setInterval(draw, 33);
      const stream = canvas.captureStream(30);
      streams.push(stream);
      return stream;
    },
    setVisibility: (value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    isOff: () => streams.every((stream) => stream.getTracks().every((track) => track.readyState === 'ended')),
  };
})();`;
}

/** Lets what the page saves be looked at, as `saved` and `savedAs`. */
export const SAVING = `{
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => { window.saved = blob; return make(blob); };
  HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
}`;

/**
 * A camera in place of the browser's own. On the prototype: WebKit may collect what is kept of
 * `navigator.mediaDevices`, and what was put on it goes with it.
 */
export const CAMERA = `MediaDevices.prototype.getUserMedia = () => tools.camera();`;
