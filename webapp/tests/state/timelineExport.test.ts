import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timelineCsv, timelineFileName, timelineJson } from '../../src/state/timelineExport';
import { columnsOf } from '../../src/table/columns';
import { faceReading, shares } from '../readings';
import { samplesOf, LABELS, sample } from './timelineSamples';

const recorded = {
  source: { labels: LABELS, model: { name: 'five_layer', version: '1.2' } },
  file: 'camera',
  startedAt: new Date(Date.UTC(2026, 0, 31, 23, 59, 59, 500)),
  samples: [...samplesOf([3, 700], ['notSure', 200]), sample(5000, 100, 'noFace')],
};

/** Reads RFC 4180 character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, field, isQuoted] = [[] as string[], '', false];
  for (let index = 0; index < text.length; index += 1) {
    const [character, next] = [text.charAt(index), text.charAt(index + 1)];
    if (isQuoted && character === '"' && next === '"') {
      field += '"';
      index += 1;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && character === ',') {
      row.push(field);
      field = '';
    } else if (!isQuoted && character === '\r' && next === '\n') {
      rows.push([...row, field]);
      [row, field] = [[], ''];
      index += 1;
    } else {
      field += character;
    }
  }
  expect([row, field, isQuoted]).toEqual([[], '', false]);
  return rows;
}

describe('the CSV', () => {
  it('has the columns of every table and the time for which a sample stood', () => {
    const [header, ...rows] = parseCsv(timelineCsv(recorded));
    expect(header).toEqual([...columnsOf(LABELS), 'held_ms']);
    const cells = (...names: string[]) =>
      rows.map((row) => names.map((name) => row[header?.indexOf(name) ?? -1]));
    expect(cells('file', 'time_ms', 'held_ms', 'face_id', 'shown', 'p_happy')).toEqual([
      ['camera', '0', '700', '1', 'happy', '0.7'],
      ['camera', '700', '200', '1', 'not_sure', '0.05'],
      ['camera', '5000', '100', '', 'no_face', ''],
    ]);
  });

  it('has a row for each face in sight', () => {
    const faces = [faceReading(), faceReading({ id: 2, expression: 'sad' })];
    const samples = [{ ...sample(0, 300, 3), faces }];
    const [, ...rows] = parseCsv(timelineCsv({ ...recorded, samples }));
    expect(rows.map((row) => [row[2], row[10], row.at(-1)])).toEqual([
      ['1', 'happy', '300'],
      ['2', 'sad', '300'],
    ]);
  });

  it('quotes names with commas, quotes and line ends, and rounds shares', () => {
    const probabilities = { ...shares('happy'), angry: 0.123456, sad: 1 / 3, fear: 1e-9 };
    const samples = [{ ...sample(0, 100, 1), faces: [faceReading({ probabilities })] }];
    const file = 'a,b "c"\nd.mp4';
    const [header, row] = parseCsv(timelineCsv({ ...recorded, file, samples }));
    expect(header?.slice(13, -1)).toEqual(LABELS.map((label) => `p_${label}`));
    expect(row?.slice(13, -1)).toEqual(['0.1235', '0.05', '0', '0.7', '0.3333', '0.05', '0.05']);
    expect([row?.[0], row?.[10]]).toEqual([file, 'happy']);
  });

  it('is a header alone of nothing', () => {
    expect(parseCsv(timelineCsv({ ...recorded, samples: [] }))).toHaveLength(1);
  });
});

describe('the JSON', () => {
  it('says what it was read with, and holds summary, moments and rows', () => {
    const session: unknown = JSON.parse(timelineJson(recorded));
    expect(session).toMatchObject({
      schema: 2,
      startedAt: '2026-01-31T23:59:59.500Z',
      model: { name: 'five_layer', version: '1.2' },
      labels: LABELS,
      moments: [{ atMs: 0, shown: 'happy' }],
      rows: [
        { time_ms: 0, held_ms: 700, face_id: 1, shown: 'happy', p_happy: 0.7 },
        { time_ms: 700, held_ms: 200, shown: 'not_sure', reason: 'low_probability' },
        { time_ms: 5000, face_id: null, shown: 'no_face', p_happy: null },
      ],
    });
    expect(session).toHaveProperty('summary.recordedMs', 1000);
    expect(session).toHaveProperty('summary.shares.3', {
      shown: 'happy',
      heldMs: 700,
      share: 0.7,
    });
  });
});

describe('the files', () => {
  it('have names that every system takes', () => {
    const name = timelineFileName(recorded.startedAt, 'csv');
    expect(name).toBe('mien-2026-01-31T235959Z.csv');
    expect(name).toMatch(/^[A-Za-z0-9-]+\.csv$/);
  });

  it('are documented, column by column and field by field', () => {
    const text = readFileSync(new URL('../../../docs/timeline.md', import.meta.url), 'utf8');
    expect(text).toContain('`held_ms`');
    // The columns that every table has are explained in one place.
    expect(text).toContain('(study.md#columns)');
    const empty = timelineJson({ ...recorded, samples: [] });
    const fields = [...empty.matchAll(/"(\w+)":/g)].map(([, field]) => field);
    expect(new Set(fields).size).toBeGreaterThan(9);
    for (const field of new Set(fields)) expect(text).toContain(`\`${field ?? ''}\``);
  });
});
