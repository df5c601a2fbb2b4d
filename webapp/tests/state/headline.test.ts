import { describe, expect, it, vi } from 'vitest';
import { headlineOf } from '../../src/state/headline';
import { createLiveReading } from '../../src/state/liveReading';
import { faceReading, frameReading } from '../readings';

const box = (sidePx: number) => ({ xPx: 0, yPx: 0, widthPx: sidePx, heightPx: sidePx });

describe('the headline', () => {
  it('is starting before the first frame', () => {
    expect(headlineOf(createLiveReading()).kind).toBe('starting');
  });

  it('searches for a second and a half, then says that there is no face', () => {
    const live = createLiveReading();
    const kindAt = (timestampMs: number) => {
      live.publish(frameReading([], { timestampMs }));
      return headlineOf(live).kind;
    };
    expect([5000, 5200, 6500, 6501, 9000].map(kindAt)).toEqual([
      'searching',
      'searching',
      'searching',
      'noFace',
      'noFace',
    ]);
  });

  it('is the largest face', () => {
    const live = createLiveReading();
    const large = faceReading({ id: 7 });
    live.publish(frameReading([large, faceReading({ id: 3 })]));
    expect(headlineOf(live)).toEqual({ kind: 'face', face: large });
    expect(live.mainFace()).toBe(large);
  });

  it('keeps a face for a blink of the detector, then searches, then gives it up', () => {
    const live = createLiveReading();
    const face = faceReading();
    live.publish(frameReading([face], { timestampMs: 1000 }));
    live.publish(frameReading([], { timestampMs: 1400 }));
    expect(headlineOf(live)).toEqual({ kind: 'face', face });
    live.publish(frameReading([], { timestampMs: 1401 }));
    expect(headlineOf(live).kind).toBe('searching');
    live.publish(frameReading([], { timestampMs: 2501 }));
    expect(headlineOf(live).kind).toBe('noFace');
  });

  it('shows no face of a video from before it was moved back', () => {
    const live = createLiveReading();
    live.publish(frameReading([faceReading()], { timestampMs: 10_000 }));
    live.publish(frameReading([], { timestampMs: 2000 }));
    expect(headlineOf(live).kind).toBe('searching');
    live.publish(frameReading([], { timestampMs: 3501 }));
    expect(headlineOf(live).kind).toBe('noFace');
  });

  it('says at once that there is no face in a picture by itself', () => {
    const live = createLiveReading();
    live.publish(frameReading([]), 'still');
    expect(headlineOf(live).kind).toBe('noFace');
  });

  it('is starting again when frames stop coming', () => {
    const live = createLiveReading();
    live.publish(frameReading([faceReading()]));
    live.stall();
    expect(headlineOf(live).kind).toBe('starting');
    expect(live.frameCount()).toBe(1);
  });
});

describe('the live reading', () => {
  it('shows the tapped face while it is in sight, and comes back to it', () => {
    const live = createLiveReading();
    const [large, small] = [faceReading({ id: 1 }), faceReading({ id: 2, boxPx: box(40) })];
    live.publish(frameReading([large, small]));
    live.select(2);
    expect(live.mainFace()).toBe(small);
    live.publish(frameReading([large]));
    expect(live.mainFace()).toBe(large);
    live.publish(frameReading([large, small]));
    expect(live.mainFace()).toBe(small);
    live.clear();
    live.publish(frameReading([large, small]));
    expect(live.mainFace()).toBe(large);
  });

  it('stays with one of two faces of about a size, and leaves it for one clearly larger', () => {
    const live = createLiveReading();
    const mainIdOf = (...sidesPx: number[]) => {
      const faces = sidesPx.map((sidePx, index) =>
        faceReading({ id: index + 1, boxPx: box(sidePx) }),
      );
      live.publish(frameReading(faces));
      return live.mainFace()?.id;
    };
    // 1.3 times the area is 1.14 times the side.
    expect(mainIdOf(100, 99)).toBe(1);
    expect(mainIdOf(100, 113)).toBe(1);
    expect(mainIdOf(100, 115)).toBe(2);
    expect(mainIdOf(113, 100)).toBe(2);
  });

  it('tells every subscriber until it leaves, and forgets when told', () => {
    const live = createLiveReading();
    const listener = vi.fn();
    const leave = live.subscribe(listener);
    live.publish(frameReading([faceReading()]));
    live.publish(frameReading([]));
    expect(listener).toHaveBeenCalledTimes(2);
    expect(live.frameCount()).toBe(2);
    live.clear();
    expect(live.current()).toBeUndefined();
    expect(live.frameCount()).toBe(0);
    expect(live.lastFace()).toBeUndefined();
    leave();
    live.publish(frameReading([]));
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
