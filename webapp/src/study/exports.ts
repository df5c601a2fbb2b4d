import { columnsOf, unreadableRow, type Row } from '../table/columns';
import { csvLines } from '../table/csv';
import type { Expression } from '../vision/index';
import type { StudyFile } from './files';
import { parseRows, type RowStore } from './rowStore';

/** As of the Python reader's JSON (reader/table/parts.py). */
const SCHEMA = 1;

/** What a table's numbers mean. */
export interface TableSource {
  readonly labels: readonly Expression[];
  readonly model: { readonly name: string; readonly version: string };
}

export interface StudyTable {
  readonly source: TableSource;
  readonly files: readonly StudyFile[];
  readonly store: RowStore;
}

/** The table as comma-separated values (RFC 4180). Never whole in memory. */
export async function studyCsv(table: StudyTable): Promise<Blob> {
  const parts = [new Blob([csvLines([columnsOf(table.source.labels)])])];
  for await (const rows of piecesOf(table)) parts.push(new Blob([csvLines(rows)]));
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

/** The table as one JSON object, as the Python reader writes it. Never whole in memory. */
export async function studyJson(table: StudyTable): Promise<Blob> {
  const { labels, model } = table.source;
  const columns = columnsOf(labels);
  const { name, version } = model;
  const head = JSON.stringify({ schema: SCHEMA, model: { name, version }, labels });
  const parts = [new Blob([`${head.slice(0, -1)},"rows":[`])];
  let between = '\n';
  for await (const rows of piecesOf(table)) {
    const text = rows
      .map((row) => JSON.stringify(Object.fromEntries(columns.map((key, at) => [key, row[at]]))))
      .join(',\n');
    parts.push(new Blob([between + text]));
    between = ',\n';
  }
  parts.push(new Blob(['\n]}\n']));
  return new Blob(parts, { type: 'application/json' });
}

/** Files in the order of the list, each with its rows; one that cannot be read says why. */
async function* piecesOf({ source, files, store }: StudyTable): AsyncGenerator<readonly Row[]> {
  for (const { key, name, state, reason } of files) {
    if (state !== 'done' && state !== 'failed') continue;
    for await (const piece of store.pieces(key)) yield parseRows(piece);
    if (state === 'failed') yield [unreadableRow(name, reason ?? '', source.labels)];
  }
}

/** A name that every system takes; its time is UTC. */
export function studyFileName(at: Date, extension: 'csv' | 'json' | 'png'): string {
  const time = at.toISOString().slice(0, 19).replaceAll(':', '');
  return `mien-files-${time}Z.${extension}`;
}
