import type { LiveReading } from './liveReading';
import type { Timeline } from './timeline';

/**
 * Takes note of every reading of a stream; a picture by itself has no time and is left out.
 *
 * @returns a function that ends it
 */
export function recordLive(live: LiveReading, timeline: Timeline): () => void {
  return live.subscribe(() => {
    const reading = live.current();
    if (reading !== undefined && live.kind() === 'stream') timeline.add(reading, live.mainFace());
  });
}
