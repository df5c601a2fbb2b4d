import { describe, expect, it, vi } from 'vitest';
import { headlineOf } from '../../src/state/headline';
import { createLiveReading, mainFace } from '../../src/state/liveReading';
import { faceReading, frameReading } from '../readings';

describe('the headline', () => {
  it('is starting before the first frame', () => {
    expect(headlineOf(createLiveReading()).kind).toBe('starting');
  });

  it('searches for about a second, then says that there is no face', () => {
    const live = createLiveReading();
    const kinds = Array.from({ length: 30 }, (_, frame) => {
      live.publish(frameReading([], { timestampMs: frame * 50 }));
      return headlineOf(live).kind;
    });
    expect(kinds[0]).toBe('searching');
    expect(kinds[19]).toBe('searching');
    expect(kinds.at(-1)).toBe('noFace');
  });

  it('is the largest face', () => {
    const live = createLiveReading();
    const large = faceReading({ id: 7 });
    live.publish(frameReading([large, faceReading({ id: 3 })]));
    expect(headlineOf(live)).toEqual({ kind: 'face', face: large });
    expect(mainFace(live.current())).toBe(large);
  });

  it('waits a blink before it gives a face up', () => {
    const live = createLiveReading();
    live.publish(frameReading([faceReading()], { timestampMs: 1000 }));
    live.publish(frameReading([], { timestampMs: 2500 }));
    expect(headlineOf(live).kind).toBe('searching');
    live.publish(frameReading([], { timestampMs: 2501 }));
    expect(headlineOf(live).kind).toBe('noFace');
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
    expect(live.lastFaceMs()).toBeUndefined();
    leave();
    live.publish(frameReading([]));
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
