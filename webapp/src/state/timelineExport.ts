import { columnsOf, NO_FACE, NOT_SURE, rounded, rowsOf, type Row } from '../table/columns';
import { csvLines } from '../table/csv';
import type { ReaderInfo } from '../vision/index';
import type { Shown, TimelineSample } from './timelineSample';
import { summarise } from './timelineSummary';

/** Changes when a column or field does; docs/timeline.md describes them. */
const SCHEMA = 2;
/** After the columns of every table: samples stand for unequal times. */
const HELD_MS = 'held_ms';

/** What a timeline's numbers mean. */
export interface TimelineSource {
  readonly labels: ReaderInfo['labels'];
  readonly model: Pick<ReaderInfo['model'], 'name' | 'version'>;
}

/** A recorded session. */
export interface RecordedTimeline {
  readonly source: TimelineSource;
  /** What was read: a video's name, or `camera`. */
  readonly file: string;
  readonly startedAt: Date;
  readonly samples: readonly TimelineSample[];
}

/** The samples as comma-separated values: a header, then a row for each face of each sample. */
export function timelineCsv(recorded: RecordedTimeline): string {
  return csvLines([headerOf(recorded), ...tableOf(recorded)]);
}

/** The session as JSON: what it was read with, the summary and the moments, and the table's rows. */
export function timelineJson(recorded: RecordedTimeline): string {
  const { source, startedAt, samples } = recorded;
  const { labels, model } = source;
  const { recordedMs, shares, moments } = summarise(samples, labels.length);
  const named = <T extends { readonly shown: Shown }>(entry: T) => ({
    ...entry,
    shown: shownName(entry.shown, labels),
  });
  const header = headerOf(recorded);
  const session = {
    schema: SCHEMA,
    startedAt: startedAt.toISOString(),
    model: { name: model.name, version: model.version },
    labels,
    summary: {
      recordedMs,
      shares: shares.map((entry) => named({ ...entry, share: rounded(entry.share) })),
    },
    moments: moments.map(named),
    rows: tableOf(recorded).map((row) =>
      Object.fromEntries(header.map((column, index) => [column, row[index]])),
    ),
  };
  return `${JSON.stringify(session)}\n`;
}

function headerOf({ source }: RecordedTimeline): string[] {
  return [...columnsOf(source.labels), HELD_MS];
}

function tableOf({ source, file, samples }: RecordedTimeline): Row[] {
  return samples.flatMap(({ atMs, heldMs, faces }) =>
    rowsOf(file, atMs, faces, source.labels).map((row) => [...row, heldMs]),
  );
}

/** A file name of letters, digits and hyphens that every system takes; its time is UTC. */
export function timelineFileName(startedAt: Date, extension: 'csv' | 'json' | 'png'): string {
  const time = startedAt.toISOString().slice(0, 19).replaceAll(':', '');
  return `mien-${time}Z.${extension}`;
}

function shownName(shown: Shown, labels: readonly string[]): string {
  if (shown === 'notSure') return NOT_SURE;
  if (shown === 'noFace') return NO_FACE;
  return labels[shown] ?? `label_${shown}`;
}
