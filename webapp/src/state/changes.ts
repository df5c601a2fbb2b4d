import { createAnnouncements } from './announcements';
import { headlineOf } from './headline';
import type { LiveReading } from './liveReading';

/**
 * Calls back when the main face's expression has changed and settled, no oftener than speech would.
 * The first expression is no change, and neither is "not sure".
 *
 * @param nowMs a steady clock
 * @returns a function that ends it
 */
export function watchChanges(
  live: LiveReading,
  onChange: () => void,
  nowMs: () => number = () => performance.now(),
): () => void {
  const settled = createAnnouncements();
  let isFirst = true;
  return live.subscribe(() => {
    const headline = headlineOf(live);
    if (headline.kind !== 'face' || !headline.face.sure) return;
    if (settled.update(headline.face.expression, nowMs()) === undefined) return;
    if (!isFirst) onChange();
    isFirst = false;
  });
}
