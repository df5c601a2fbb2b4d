import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { columnsOf, rowsOf, unreadableRow } from '../../src/table/columns';
import { csvLines } from '../../src/table/csv';
import { EXPRESSIONS as LABELS } from '../../src/vision/index';
import { faceReading } from '../readings';

const readText = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** A row by the names of its columns. */
function named(row: readonly unknown[] | undefined): Record<string, unknown> {
  const columns = columnsOf(LABELS);
  expect(row).toHaveLength(columns.length);
  return Object.fromEntries(columns.map((column, index) => [column, row?.[index]]));
}

describe('the columns', () => {
  it('are those of the Python reader, in its order', () => {
    const [, list = ''] =
      /COLUMNS: Final = \(([^)]*)\)/.exec(readText('../../../reader/reading.py')) ?? [];
    const names = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(columnsOf([])).toEqual(names);
  });

  it('are documented, one by one', () => {
    const text = readText('../../../docs/study.md');
    for (const column of columnsOf([])) expect(text).toContain(`\`${column}\``);
  });
});

describe('the rows', () => {
  it('tell each face of a frame, and round what is finer than can be told', () => {
    const unsure = faceReading({
      id: 2,
      boxPx: { xPx: -1.005_9, yPx: 50.123_4, widthPx: 80.5, heightPx: 80.499_9 },
      rollRadians: -Math.PI / 6,
      detectionScore: 0.912_345,
      probabilities: {
        angry: 0.25,
        disgust: 0.1,
        fear: 0.1,
        happy: 0.2,
        sad: 0.123_456,
        surprise: 0.1,
        neutral: 0.126_544,
      },
      expression: 'angry',
      sure: false,
      notSureBecause: 'lowProbability',
      hints: ['tooSmall', 'turned'],
    });
    const rows = rowsOf('a/b.mp4', 33.366_7, [faceReading(), unsure], LABELS);
    expect(rows).toHaveLength(2);
    expect(named(rows[0])).toMatchObject({ face_id: 1, shown: 'happy', reason: null, hints: '' });
    expect(named(rows[1])).toEqual({
      file: 'a/b.mp4',
      time_ms: 33.367,
      face_id: 2,
      left: -1.01,
      top: 50.12,
      width: 80.5,
      height: 80.5,
      roll_degrees: -30,
      detection_score: 0.9123,
      certainty: 0.25,
      shown: 'not_sure',
      reason: 'low_probability',
      hints: 'too_small turned',
      p_angry: 0.25,
      p_disgust: 0.1,
      p_fear: 0.1,
      p_happy: 0.2,
      p_sad: 0.1235,
      p_surprise: 0.1,
      p_neutral: 0.1265,
    });
  });

  it('say that there is no face, and which file cannot be read', () => {
    const [none] = rowsOf('a.jpg', undefined, [], LABELS);
    expect(named(none)).toMatchObject({ file: 'a.jpg', time_ms: null, shown: 'no_face' });
    const broken = named(unreadableRow('b.jpg', 'expected a picture, got none.', LABELS));
    expect(broken).toMatchObject({ file: 'b.jpg', shown: 'unreadable', p_neutral: null });
    expect(broken['reason']).toBe('expected a picture, got none.');
  });

  it('are quoted in CSV where a name needs it', () => {
    expect(csvLines([['a,b "c"\nd.jpg', null, 0.5]])).toBe('"a,b ""c""\nd.jpg",,0.5\r\n');
  });
});
