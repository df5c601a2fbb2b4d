import { describe, expect, it, vi } from 'vitest';
import { createLiveReading } from '../../src/state/liveReading';
import { createTimeline, type Timeline } from '../../src/state/timeline';
import { recordLive } from '../../src/state/timelineRecorder';
import type { TableFace } from '../../src/table/columns';
import type { FaceReading } from '../../src/vision/index';
import { faceReading, frameReading } from '../readings';
import { heldMsOf } from './timelineSamples';

const happy = faceReading();

/** What a sample keeps of a face. */
function rowFace(face: FaceReading): TableFace {
  const { id, boxPx, rollRadians, detectionScore, probabilities } = face;
  const { expression, notSureBecause, hints } = face;
  const kept = { id, boxPx, rollRadians, detectionScore, probabilities };
  return { ...kept, expression, notSureBecause, hints };
}

/** Readings with a face, from one time to another, both included. */
function play(timeline: Timeline, fromMs: number, toMs: number, everyMs: number): void {
  for (let timestampMs = fromMs; timestampMs <= toMs; timestampMs += everyMs) {
    timeline.add(frameReading([happy], { timestampMs }), happy);
  }
}

describe('a timeline', () => {
  it('takes at most five samples a second, which stand for all of the time', () => {
    const timeline = createTimeline();
    play(timeline, 5000, 15_000, 25);
    const samples = timeline.samples();
    expect(samples.length).toBeLessThanOrEqual(51);
    expect(samples.length).toBeGreaterThan(45);
    expect(samples[0]?.atMs).toBe(0);
    expect(heldMsOf(samples)).toBe(10_000);
  });

  it('takes every reading of a slow device', () => {
    const timeline = createTimeline();
    play(timeline, 0, 5000, 500);
    expect(timeline.samples()).toHaveLength(11);
    expect(heldMsOf(timeline.samples())).toBe(5000);
  });

  it('notes what was said, the values, the face and how many there were', () => {
    const timeline = createTimeline();
    const unsure = faceReading({ id: 7, sure: false, notSureBecause: 'tooDark' });
    timeline.add(frameReading([unsure, happy], { timestampMs: 0 }), unsure);
    timeline.add(frameReading([happy], { timestampMs: 300 }), happy);
    timeline.add(frameReading([], { timestampMs: 600 }), undefined);
    const none = { atMs: 600, heldMs: 0, faceId: undefined, shown: 'noFace', faces: [] };
    expect(timeline.samples()).toEqual([
      {
        atMs: 0,
        heldMs: 300,
        faceId: 7,
        shown: 'notSure',
        probabilities: Object.values(unsure.probabilities),
        faces: [rowFace(unsure), rowFace(happy)],
      },
      {
        atMs: 300,
        heldMs: 300,
        faceId: 1,
        shown: 3,
        probabilities: Object.values(happy.probabilities),
        faces: [rowFace(happy)],
      },
      { ...none, probabilities: [] },
    ]);
  });

  it('leaves a gap where frames stopped coming for more than a second', () => {
    const timeline = createTimeline();
    play(timeline, 0, 1000, 100);
    play(timeline, 2000, 2500, 100);
    expect(heldMsOf(timeline.samples())).toBe(2500);
    play(timeline, 3501, 4001, 100);
    expect(heldMsOf(timeline.samples())).toBe(3000);
    const [before] = timeline
      .samples()
      .filter(({ atMs }) => atMs < 3501)
      .slice(-1);
    expect((before?.atMs ?? 0) + (before?.heldMs ?? 0)).toBe(2500);
  });

  it('records nothing while paused and leaves a gap there, even a short one', () => {
    const timeline = createTimeline();
    play(timeline, 0, 1000, 100);
    timeline.pause();
    expect(timeline.isRecording()).toBe(false);
    play(timeline, 1100, 1500, 100);
    timeline.resume();
    expect(timeline.isRecording()).toBe(true);
    play(timeline, 1600, 2000, 100);
    expect(heldMsOf(timeline.samples())).toBe(1400);
    expect(timeline.samples().some(({ atMs }) => atMs > 1000 && atMs < 1600)).toBe(false);
  });

  it('passes over a reading that is not newer', () => {
    const timeline = createTimeline();
    play(timeline, 1000, 2000, 500);
    timeline.add(frameReading([], { timestampMs: 2000 }), undefined);
    timeline.add(frameReading([], { timestampMs: 0 }), undefined);
    expect(timeline.samples().map(({ atMs, shown }) => [atMs, shown])).toEqual([
      [0, 3],
      [500, 3],
      [1000, 3],
    ]);
  });

  it('forgets everything when told, and begins another session', () => {
    let clockMs = Date.UTC(2026, 0, 31, 14, 5, 9);
    const timeline = createTimeline(() => clockMs);
    expect(timeline.startedAt()).toBeUndefined();
    play(timeline, 0, 1000, 100);
    expect(timeline.startedAt()?.toISOString()).toBe('2026-01-31T14:05:09.000Z');
    timeline.clear();
    expect(timeline.samples()).toEqual([]);
    expect(timeline.startedAt()).toBeUndefined();
    clockMs += 60_000;
    play(timeline, 1100, 1500, 100);
    expect(timeline.samples()[0]?.atMs).toBe(0);
    expect(heldMsOf(timeline.samples())).toBe(400);
    expect(timeline.startedAt()?.toISOString()).toBe('2026-01-31T14:06:09.000Z');
  });

  it('records a video that is played again after it was cleared', () => {
    const timeline = createTimeline();
    play(timeline, 0, 1000, 100);
    timeline.clear();
    play(timeline, 0, 400, 100);
    expect(timeline.samples().map(({ atMs }) => atMs)).toEqual([0, 200, 400]);
  });

  it('tells every subscriber of samples, pauses and clearing until it leaves', () => {
    const timeline = createTimeline();
    const listener = vi.fn();
    const leave = timeline.subscribe(listener);
    play(timeline, 0, 400, 100);
    expect(listener).toHaveBeenCalledTimes(3);
    timeline.pause();
    timeline.resume();
    timeline.clear();
    expect(listener).toHaveBeenCalledTimes(6);
    leave();
    play(timeline, 500, 900, 100);
    expect(listener).toHaveBeenCalledTimes(6);
  });

  it('holds at most 6,000 samples for hours, all of the time, and the newest in full', () => {
    const timeline = createTimeline();
    const threeHoursMs = 3 * 3600 * 1000;
    let most = 0;
    timeline.subscribe(() => {
      most = Math.max(most, timeline.samples().length);
    });
    play(timeline, 0, threeHoursMs, 200);
    expect(most).toBe(6000);
    expect(heldMsOf(timeline.samples())).toBe(threeHoursMs);
    const lastMinute = timeline.samples().filter(({ atMs }) => atMs >= threeHoursMs - 60_000);
    expect(lastMinute).toHaveLength(301);
  });
});

describe('recording', () => {
  it('takes the main face of a stream until it is ended, and no picture by itself', () => {
    const live = createLiveReading();
    const timeline = createTimeline();
    const end = recordLive(live, timeline);
    live.publish(frameReading([happy], { timestampMs: 0 }));
    live.publish(frameReading([happy], { timestampMs: 300 }), 'still');
    live.stall();
    live.publish(frameReading([], { timestampMs: 600 }));
    end();
    live.publish(frameReading([happy], { timestampMs: 900 }));
    expect(timeline.samples().map(({ atMs, shown }) => [atMs, shown])).toEqual([
      [0, 3],
      [600, 'noFace'],
    ]);
  });
});
