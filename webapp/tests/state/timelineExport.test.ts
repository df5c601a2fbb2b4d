import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timelineCsv, timelineFileName, timelineJson } from '../../src/state/timelineExport';
import { film, LABELS, sample } from './timelineSamples';

const recorded = {
  source: { labels: LABELS, model: { name: 'five_layer', version: '1.2' } },
  startedAt: new Date(Date.UTC(2026, 0, 31, 23, 59, 59, 500)),
  samples: [...film([3, 700], ['notSure', 200]), sample(5000, 100, 'noFace')],
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
  it('is a header and a row a sample', () => {
    const p = (top: number) => LABELS.map((_, label) => (label === top ? '0.7' : '0.05'));
    expect(parseCsv(timelineCsv(recorded))).toEqual([
      [
        ...['start', 'at_ms', 'held_ms', 'faces', 'face_id', 'shown'],
        ...['p_angry', 'p_disgust', 'p_fear', 'p_happy', 'p_sad', 'p_surprise', 'p_neutral'],
      ],
      ['2026-01-31T23:59:59.500Z', '0', '700', '1', '1', 'happy', ...p(3)],
      ['2026-02-01T00:00:00.200Z', '700', '200', '1', '1', 'not_sure', ...p(6)],
      ['2026-02-01T00:00:04.500Z', '5000', '100', '0', '', 'no_face', ...Array<string>(7).fill('')],
    ]);
  });

  it('quotes labels with commas, quotes and line ends', () => {
    const labels = ['a,b', 'say "so"', 'two\nlines', 'happy'];
    const samples = [{ ...sample(0, 100, 1), probabilities: [0.123456, 1 / 3, 1e-9, 0.5] }];
    const text = timelineCsv({ ...recorded, source: { ...recorded.source, labels }, samples });
    const [header, row] = parseCsv(text);
    expect(header?.slice(6)).toEqual(['p_a,b', 'p_say "so"', 'p_two\nlines', 'p_happy']);
    expect(row?.slice(5)).toEqual(['say "so"', '0.1235', '0.3333', '0', '0.5']);
  });

  it('is a header alone of nothing', () => {
    expect(parseCsv(timelineCsv({ ...recorded, samples: [] }))).toHaveLength(1);
  });
});

describe('the JSON', () => {
  it('says what it was read with, and holds summary, moments and samples', () => {
    const session: unknown = JSON.parse(timelineJson(recorded));
    expect(session).toMatchObject({
      schema: 1,
      startedAt: '2026-01-31T23:59:59.500Z',
      model: { name: 'five_layer', version: '1.2' },
      labels: LABELS,
      moments: [{ atMs: 0, shown: 'happy' }],
      samples: [
        { atMs: 0, heldMs: 700, faces: 1, faceId: 1, shown: 'happy' },
        { atMs: 700, heldMs: 200, shown: 'not_sure' },
        { atMs: 5000, faces: 0, faceId: null, shown: 'no_face', probabilities: null },
      ],
    });
    expect(session).toHaveProperty('summary.recordedMs', 1000);
    expect(session).toHaveProperty('summary.shares.3', {
      shown: 'happy',
      heldMs: 700,
      share: 0.7,
    });
    expect(session).toHaveProperty(
      'samples.0.probabilities',
      [0.05, 0.05, 0.05, 0.7, 0.05, 0.05, 0.05],
    );
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
    const [header] = parseCsv(timelineCsv(recorded));
    for (const column of header?.slice(0, 6) ?? []) expect(text).toContain(`\`${column}\``);
    const fields = [...timelineJson(recorded).matchAll(/"(\w+)":/g)].map(([, field]) => field);
    expect(new Set(fields).size).toBeGreaterThan(10);
    for (const field of new Set(fields)) expect(text).toContain(`\`${field ?? ''}\``);
  });
});
