import { describe, expect, it } from 'vitest';
import { studyCsv, studyFileName, studyJson } from '../../src/study/exports';
import { newFile, type StudyFile } from '../../src/study/files';
import { createBlobStore, writeRows } from '../../src/study/rowStore';
import { addRows, countOf, SHOWN } from '../../src/study/tally';
import { columnsOf, rowsOf } from '../../src/table/columns';
import { EXPRESSIONS } from '../../src/vision/index';
import { faceReading } from '../readings';

const source = { labels: EXPRESSIONS, model: { name: 'fast', version: '7' } };

function study(name: string, changes: Partial<StudyFile>): StudyFile {
  return { ...newFile({ name, file: new File([], name) }), ...changes };
}

/** A video of so many frames with two faces each, in a store. */
async function written(frames: number) {
  const store = createBlobStore();
  const file = study('video.mp4', { state: 'done' });
  const writer = writeRows(store, file.key);
  for (let frame = 0; frame < frames; frame += 1) {
    const faces = [faceReading(), faceReading({ id: 2, expression: 'sad' })];
    await writer.write(rowsOf(file.name, 40 * frame, faces, EXPRESSIONS));
  }
  await writer.end();
  return { store, file };
}

describe('a table of files', () => {
  it('has every row once and in order, though they lie in pieces', async () => {
    const { store, file } = await written(1000);
    let pieces = 0;
    for await (const piece of store.pieces(file.key)) {
      expect(piece.length).toBeLessThan(100_000);
      pieces += 1;
    }
    expect(pieces).toBeGreaterThan(2);
    const csv = await (await studyCsv({ source, files: [file], store })).text();
    const [header, ...lines] = csv.trimEnd().split('\r\n');
    expect(header).toBe(columnsOf(EXPRESSIONS).join(','));
    expect(lines).toHaveLength(2000);
    lines.forEach((line, at) => {
      expect(line.split(',').slice(0, 3)).toEqual([
        'video.mp4',
        String(40 * Math.floor(at / 2)),
        String(1 + (at % 2)),
      ]);
    });
  });

  it('has a reason for what failed, after what was read of it, and nothing of what was not read', async () => {
    const { store, file } = await written(1);
    const files = [
      { ...file, state: 'failed', reason: 'it breaks, here' } as const,
      study('b.jpg', { state: 'failed', reason: 'no picture' }),
      study('c.jpg', { state: 'waiting' }),
      study('d.jpg', { state: 'cancelled' }),
    ];
    const json = JSON.parse(await (await studyJson({ source, files, store })).text()) as {
      rows: Record<string, unknown>[];
    };
    expect(json).toMatchObject({
      schema: 1,
      model: { name: 'fast', version: '7' },
      labels: EXPRESSIONS,
    });
    expect(json.rows.map((row) => [row['file'], row['shown'], row['reason']])).toEqual([
      ['video.mp4', 'happy', null],
      ['video.mp4', 'sad', null],
      ['video.mp4', 'unreadable', 'it breaks, here'],
      ['b.jpg', 'unreadable', 'no picture'],
    ]);
  });

  it('is JSON also of nothing, and has a name that every system takes', async () => {
    const { store } = await written(0);
    const json: unknown = JSON.parse(await (await studyJson({ source, files: [], store })).text());
    expect(json).toMatchObject({ rows: [] });
    const at = new Date(Date.UTC(2026, 0, 31, 14, 5, 9));
    expect(studyFileName(at, 'csv')).toBe('mien-files-2026-01-31T140509Z.csv');
  });
});

describe('a tally', () => {
  it('counts what rows show, by the column that says it', () => {
    expect(columnsOf([])[SHOWN]).toBe('shown');
    const unsure = faceReading({ sure: false, notSureBecause: 'blurred' });
    const rows = [
      ...rowsOf('a', 0, [faceReading(), unsure], EXPRESSIONS),
      ...rowsOf('a', 40, [faceReading()], EXPRESSIONS),
      ...rowsOf('a', 80, [], EXPRESSIONS),
    ];
    const tally = addRows(addRows({}, rows.slice(0, 2)), rows.slice(2));
    expect(tally).toEqual({ happy: 2, not_sure: 1, no_face: 1 });
    expect(countOf(tally)).toBe(4);
  });
});
