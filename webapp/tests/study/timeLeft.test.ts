import { describe, expect, it } from 'vitest';
import { newFile, type StudyFile } from '../../src/study/files';
import { createTimeLeft } from '../../src/study/timeLeft';

function study(name: string, bytes: number, changes: Partial<StudyFile> = {}): StudyFile {
  return { ...newFile({ name, file: new File([], name) }), bytes, ...changes };
}
const video = { isVideo: true };

describe('the time that is left', () => {
  it('is unknown until a similar file has been read for a while', () => {
    const time = createTimeLeft();
    const files = [study('a.mp4', 100, video), study('b.jpg', 5)];
    expect(time.estimate(files)).toBeUndefined();
    time.add(study('c.jpg', 5), 1, 4000);
    expect(time.estimate(files)).toBeUndefined();
    expect(time.estimate([study('b.jpg', 5)])).toBe(4000);
  });

  it('counts pictures by their number and videos by their bytes, and what is left of one', () => {
    const time = createTimeLeft();
    time.add(study('a.mp4', 1000, video), 0.5, 5000);
    time.add(study('b.jpg', 9), 1, 3000);
    const files = [
      study('a.mp4', 1000, { ...video, state: 'reading', share: 0.5 }),
      study('c.mp4', 200, video),
      study('d.jpg', 7000),
      study('e.jpg', 7000, { state: 'done' }),
      study('f.jpg', 7000, { state: 'cancelled' }),
    ];
    expect(time.estimate(files)).toBeCloseTo(5000 + 2000 + 3000, 6);
  });

  it('is none where nothing is left', () => {
    expect(createTimeLeft().estimate([study('e.jpg', 1, { state: 'failed' })])).toBe(0);
  });
});
