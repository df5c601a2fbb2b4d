import { vi } from 'vitest';

/** Addresses of blobs that were given out and not yet taken back. */
export function fakeObjectUrls(): Set<string> {
  const open = new Set<string>();
  let count = 0;
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: () => {
        count += 1;
        open.add(`blob:${count}`);
        return `blob:${count}`;
      },
      revokeObjectURL: (url: string) => open.delete(url),
    }),
  );
  return open;
}

/** A picture as the browser's decoder finds it. */
export interface FakePicture {
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  /** The header is fine, the rest is not. */
  readonly isDamaged?: boolean;
}

export interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  /** Where the picture was drawn: left, top, width, height. */
  readonly drawn: readonly number[];
}

/** An image element and a canvas. @param picture undefined if the browser cannot decode it */
export function fakePictures(picture: FakePicture | undefined): { decodes: number } {
  const seen = { decodes: 0 };
  class FakeImage {
    onload: () => void = () => undefined;
    onerror: () => void = () => undefined;
    readonly naturalWidth = picture?.naturalWidth ?? 0;
    readonly naturalHeight = picture?.naturalHeight ?? 0;
    set src(_url: string) {
      queueMicrotask(() => {
        if (picture === undefined) this.onerror();
        else this.onload();
      });
    }
    decode(): Promise<void> {
      seen.decodes += 1;
      return picture?.isDamaged === true
        ? Promise.reject(new DOMException('', 'EncodingError'))
        : Promise.resolve();
    }
  }
  class FakeCanvas {
    readonly width: number;
    readonly height: number;
    #drawn: readonly number[] = [];
    constructor(width: number, height: number) {
      this.width = width;
      this.height = height;
    }
    getContext() {
      return {
        drawImage: (_image: unknown, ...at: number[]) => {
          this.#drawn = at;
        },
      };
    }
    transferToImageBitmap(): DrawnPicture {
      return { width: this.width, height: this.height, drawn: this.#drawn };
    }
  }
  vi.stubGlobal('Image', FakeImage);
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  return seen;
}

/** A video file as the browser's decoder finds it. */
export interface FakeFile {
  /** What it does with the file. */
  readonly answer: 'loadedmetadata' | 'error' | 'silence';
  readonly videoWidth?: number;
  readonly videoHeight?: number;
  readonly duration?: number;
  /** Where it comes to stand when moved beyond its end; undefined if it never does, in seconds. */
  readonly endS?: number;
  /** The length becomes known on the way there. */
  readonly tellsDuration?: boolean;
}

class FakeVideo extends EventTarget {
  muted = false;
  preload = '';
  error: { readonly message: string } | null = null;
  hasDecoder = false;
  duration: number;
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly #file: FakeFile;
  #currentTime = 0;

  constructor(file: FakeFile) {
    super();
    this.#file = file;
    this.duration = file.duration ?? NaN;
    this.videoWidth = file.videoWidth ?? 0;
    this.videoHeight = file.videoHeight ?? 0;
  }
  set src(_url: string) {
    this.hasDecoder = true;
    const { answer } = this.#file;
    if (answer === 'error') this.error = { message: 'no decoder' };
    if (answer !== 'silence') this.#soon(answer);
  }
  get currentTime(): number {
    return this.#currentTime;
  }
  set currentTime(time: number) {
    const { endS, tellsDuration } = this.#file;
    if (endS === undefined) return;
    this.#currentTime = Math.min(time, endS);
    if (tellsDuration === true) this.duration = endS;
    this.#soon('seeked');
  }
  removeAttribute(name: string): void {
    if (name === 'src') this.hasDecoder = false;
  }
  load(): void {
    this.dispatchEvent(new Event('emptied'));
  }
  #soon(name: string): void {
    queueMicrotask(() => this.dispatchEvent(new Event(name)));
  }
}

/** @returns the video elements that were made */
export function fakeVideos(file: FakeFile): FakeVideo[] {
  const made: FakeVideo[] = [];
  vi.stubGlobal('document', {
    createElement: () => {
      const video = new FakeVideo(file);
      made.push(video);
      return video;
    },
  });
  return made;
}
