import { describe, expect, it, vi } from 'vitest';
import { headlineOf } from '../../src/state/headline';
import { createLiveReading, mainFace } from '../../src/state/liveReading';
import { faceReading, frameReading } from '../readings';

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
    expect(mainFace(live.current())).toBe(large);
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

  it('is starting again when frames stop coming', () => {
    const live = createLiveReading();
    live.publish(frameReading([faceReading()]));
    live.stall();
    expect(headlineOf(live).kind).toBe('starting');
    expect(live.frameCount()).toBe(1);
  });
});

describe('the live reading', () => {
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
