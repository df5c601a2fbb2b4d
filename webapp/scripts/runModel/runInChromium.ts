import { inChromium } from './chromiumPage';
import type { ExportedModel } from './modelFolder';
import type { NetAnswer } from './netRunner';

/**
 * What the model gives for all rows, in headless Chromium: $CHROMIUM, else Playwright's own.
 *
 * @throws BrowserError if there is no browser
 */
export function runInChromium(
  { weights, ...model }: ExportedModel,
  rows: Float32Array,
): Promise<NetAnswer> {
  const files = new Map([
    ['/weights.bin', Buffer.from(weights)],
    ['/rows.bin', Buffer.from(rows.buffer)],
  ]);
  return inChromium({ entry: 'page.ts', ready: 'runJob', files }, (page) =>
    page.evaluate((job) => globalThis.runJob(job), model),
  );
}
