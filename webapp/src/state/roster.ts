import type { BoxPx, FaceReading, FrameReading } from '../vision/index';

/** A face that is left out of some frames would else come and go, and move all others each time. */
const KEPT_MS = 1000;

/** A face in sight and the number by which people tell it from the others. */
export interface RosterEntry {
  readonly id: number;
  /** The smallest from 1 that was free when the face came; it stays the same. */
  readonly number: number;
}

/** Who is in sight, and who was a moment ago. */
export interface Roster {
  /** By number. The same list until a face comes or goes. */
  entries(): readonly RosterEntry[];
  /** What was read last of a face on the list; undefined of any other. */
  face(id: number): FaceReading | undefined;
  /** Whether the face is in the newest frame. */
  isInSight(id: number): boolean;
  /** Takes note of the newest frame; `keepMs` is how long a face that is gone stays on the list. */
  see(reading: FrameReading, keepMs?: number): void;
  clear(): void;
}

interface Seen {
  readonly face: FaceReading;
  /** On the readings' clock. */
  readonly atMs: number;
}

/** An empty roster. */
export function createRoster(): Roster {
  let entries: readonly RosterEntry[] = [];
  let newestMs = -Infinity;
  const seen = new Map<number, Seen>();

  const keep = (isKept: (id: number) => boolean) => {
    for (const id of seen.keys()) if (!isKept(id)) seen.delete(id);
    if (entries.some(({ id }) => !seen.has(id))) entries = entries.filter(({ id }) => seen.has(id));
  };
  return {
    entries: () => entries,
    face: (id) => seen.get(id)?.face,
    isInSight: (id) => seen.get(id)?.atMs === newestMs,
    see: ({ faces, timestampMs }, keepMs = KEPT_MS) => {
      newestMs = timestampMs;
      const here = new Set(faces.map(({ id }) => id));
      for (const face of faces) {
        if (seen.has(face.id)) continue;
        // The same face under another id, as after the reader has forgotten all: it keeps its number.
        const before = entries.find(
          ({ id }) => !here.has(id) && isSamePlace(face.boxPx, seen.get(id)?.face.boxPx),
        );
        if (before === undefined) continue;
        seen.delete(before.id);
        entries = entries.map((entry) =>
          entry === before ? { id: face.id, number: before.number } : entry,
        );
      }
      for (const face of faces) seen.set(face.id, { face, atMs: timestampMs });
      // A video that was moved back shows nobody from later.
      keep((id) => {
        const sinceMs = timestampMs - (seen.get(id)?.atMs ?? -Infinity);
        return sinceMs === 0 || (sinceMs > 0 && sinceMs <= keepMs);
      });
      const taken = new Set(entries.map(({ id }) => id));
      for (const { id } of faces) if (!taken.has(id)) entries = withEntry(entries, id);
    },
    clear: () => {
      seen.clear();
      keep(() => false);
    },
  };
}

/** Whether the middle of a face lies in a box. */
function isSamePlace({ xPx, yPx, widthPx, heightPx }: BoxPx, box: BoxPx | undefined): boolean {
  if (box === undefined) return false;
  const fromLeftPx = xPx + widthPx / 2 - box.xPx;
  const fromTopPx = yPx + heightPx / 2 - box.yPx;
  return fromLeftPx > 0 && fromLeftPx < box.widthPx && fromTopPx > 0 && fromTopPx < box.heightPx;
}

function withEntry(entries: readonly RosterEntry[], id: number): readonly RosterEntry[] {
  const taken = new Set(entries.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return [...entries, { id, number }].sort((a, b) => a.number - b.number);
}
