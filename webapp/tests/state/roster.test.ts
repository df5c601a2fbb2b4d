import { describe, expect, it } from 'vitest';
import { createRoster } from '../../src/state/roster';
import { faceReading, frameReading } from '../readings';

/** Faces side by side. */
const boxOf = (place: number) => ({ xPx: 100 * place, yPx: 0, widthPx: 80, heightPx: 80 });

/** Who is listed after frames with those ids, each at its time. */
function rosterAfter(...frames: readonly (readonly [timestampMs: number, ...ids: number[]])[]) {
  const roster = createRoster();
  for (const [timestampMs, ...ids] of frames)
    roster.see(
      frameReading(
        ids.map((id) => faceReading({ id, boxPx: boxOf(id) })),
        { timestampMs },
      ),
    );
  return roster;
}

const listed = (roster: ReturnType<typeof createRoster>) =>
  roster.entries().map(({ id, number }) => `${number}: ${id}`);

describe('the roster', () => {
  it('gives each face the smallest free number, which it keeps', () => {
    expect(listed(rosterAfter([0, 7, 3], [33, 3, 7, 9]))).toEqual(['1: 7', '2: 3', '3: 9']);
    // 7 has been gone for long: its number is free.
    expect(listed(rosterAfter([0, 7, 3], [1500, 3], [1533, 9, 3]))).toEqual(['1: 9', '2: 3']);
  });

  it('keeps who is gone for a second, and says that they are gone', () => {
    const roster = rosterAfter([0, 1, 2], [1000, 2]);
    expect(listed(roster)).toEqual(['1: 1', '2: 2']);
    expect([1, 2].map((id) => roster.isInSight(id))).toEqual([false, true]);
    expect(roster.face(1)?.id).toBe(1);
    expect(listed(rosterAfter([0, 1, 2], [1001, 2]))).toEqual(['2: 2']);
  });

  it('keeps nobody where another picture follows', () => {
    const roster = rosterAfter([0, 1]);
    const other = faceReading({ id: 2, boxPx: boxOf(2) });
    roster.see(frameReading([other], { timestampMs: 10 }), 0);
    expect(listed(roster)).toEqual(['1: 2']);
  });

  it('lets a face that got another id keep its number, and no ghost beside it', () => {
    const roster = rosterAfter([0, 1, 2]);
    const again = faceReading({ id: 8, boxPx: { ...boxOf(2), xPx: 230 } });
    const stays = faceReading({ id: 1, boxPx: boxOf(1) });
    roster.see(frameReading([stays, again], { timestampMs: 33 }));
    expect(listed(roster)).toEqual(['1: 1', '2: 8']);
    expect(roster.face(2)).toBeUndefined();
  });

  it('shows nobody from later when a video is moved back', () => {
    expect(listed(rosterAfter([5000, 1], [4990, 2]))).toEqual(['1: 2']);
  });

  it('is the same list until a face comes or goes', () => {
    const roster = rosterAfter([0, 1, 2]);
    const before = roster.entries();
    roster.see(frameReading([faceReading({ id: 2 }), faceReading({ id: 1 })], { timestampMs: 33 }));
    expect(roster.entries()).toBe(before);
    roster.clear();
    expect(roster.entries()).toEqual([]);
    expect(roster.face(1)).toBeUndefined();
  });
});
