import { afterEach, beforeEach, vi } from 'vitest';
import type { FrameReading, ReadOptions } from '../../../src/vision/index';
import { watchVideo } from '../../../src/vision/watching/watchVideo';
import { frameReading } from '../../readings';

/** Ends the loop. */
export let abort: AbortController;
export const read = vi.fn<(frame: unknown, options?: ReadOptions) => Promise<FrameReading>>();
export const reset = vi.fn();
export const onReading = vi.fn<(reading: FrameReading) => void>();

/** Gives each test of a file a loop that nothing has ended and a reader that answers at once. */
export function setUpLoop(): void {
  beforeEach(() => {
    abort = new AbortController();
    for (const mock of [read, reset, onReading]) mock.mockReset();
    read.mockImplementation((_frame, options) => Promise.resolve(readingAt(options)));
    vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close: () => undefined }));
  });
  afterEach(() => {
    abort.abort();
    vi.unstubAllGlobals();
  });
}

/** Lets everything that waits for nothing else run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export function readingAt(options: ReadOptions | undefined): FrameReading {
  return frameReading([], { timestampMs: options?.timestampMs ?? NaN });
}

export function start(element: EventTarget): Promise<void> {
  // The loop uses nothing else of a video element than what this one has.
  const video = element as HTMLVideoElement;
  const { signal } = abort;
  return watchVideo({ read, reset }, video, onReading, { signal }, new AbortController().signal);
}

/** The video's times of the frames that were read, and of those that were told. */
export function readMs(): (number | undefined)[] {
  return read.mock.calls.map(([, options]) => options?.timestampMs);
}
export function toldMs(): number[] {
  return onReading.mock.calls.map(([reading]) => reading.timestampMs);
}
