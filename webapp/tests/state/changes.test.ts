import { describe, expect, it, vi } from 'vitest';
import { watchChanges } from '../../src/state/changes';
import { createLiveReading } from '../../src/state/liveReading';
import type { Expression } from '../../src/vision/index';
import { faceReading, frameReading } from '../readings';

function watched() {
  const live = createLiveReading();
  const onChange = vi.fn();
  let nowMs = 0;
  const end = watchChanges(live, onChange, () => nowMs);
  /** Shows an expression for so long, ten frames a second. */
  const show = (expression: Expression, forMs: number, sure = true) => {
    for (const endMs = nowMs + forMs; nowMs < endMs; nowMs += 100) {
      live.publish(frameReading([faceReading({ expression, sure })], { timestampMs: nowMs }));
    }
  };
  return { show, onChange, end };
}

describe('a change of expression', () => {
  it('is reported once it has settled, and the first expression is none', () => {
    const { show, onChange } = watched();
    show('happy', 5000);
    expect(onChange).not.toHaveBeenCalled();
    show('neutral', 500);
    expect(onChange).not.toHaveBeenCalled();
    show('neutral', 1000);
    expect(onChange).toHaveBeenCalledTimes(1);
    show('neutral', 5000);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('is none if it is only a flicker, or not sure', () => {
    const { show, onChange } = watched();
    show('happy', 5000);
    show('angry', 300);
    show('happy', 5000);
    show('angry', 5000, false);
    show('happy', 2000);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('is told no more when it is ended', () => {
    const { show, onChange, end } = watched();
    show('happy', 5000);
    end();
    show('neutral', 5000);
    expect(onChange).not.toHaveBeenCalled();
  });
});
