import type { ReaderInfo } from '../vision/index';
import type { Shown, TimelineSample } from './timelineSample';
import { summarise } from './timelineSummary';

/** Changes when a column or field does; docs/timeline.md describes them. */
const SCHEMA = 1;
const LINE_END = '\r\n';
/** Decimals of a probability: finer differences are below what calibration can tell. */
const DECIMALS = 4;

/** What a timeline's numbers mean. */
export type TimelineSource = Pick<ReaderInfo, 'labels'> & {
  readonly model: Pick<ReaderInfo['model'], 'name' | 'version'>;
};

/** A recorded session. */
export interface RecordedTimeline {
  readonly source: TimelineSource;
  readonly startedAt: Date;
  readonly samples: readonly TimelineSample[];
}

/** The samples as comma-separated values (RFC 4180): a header, then one row a sample. */
export function timelineCsv({ source, startedAt, samples }: RecordedTimeline): string {
  const { labels } = source;
  const header = [
    'start',
    'at_ms',
    'held_ms',
    'faces',
    'face_id',
    'shown',
    ...labels.map((label) => `p_${label}`),
  ];
  const rows = samples.map((sample) => [
    new Date(startedAt.getTime() + sample.atMs).toISOString(),
    sample.atMs,
    sample.heldMs,
    sample.faces,
    sample.faceId ?? '',
    shownName(sample.shown, labels),
    ...labels.map((_, index) => rounded(sample.probabilities[index]) ?? ''),
  ]);
  return [header, ...rows].map((row) => row.map(csvField).join(',') + LINE_END).join('');
}

/** The session as JSON: what it was read with, the samples, the summary and the moments. */
export function timelineJson({ source, startedAt, samples }: RecordedTimeline): string {
  const { labels, model } = source;
  const { recordedMs, shares, moments } = summarise(samples, labels.length);
  const named = <T extends { readonly shown: Shown }>(entry: T) => ({
    ...entry,
    shown: shownName(entry.shown, labels),
  });
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
    samples: samples.map(({ atMs, heldMs, faces, faceId, shown, probabilities }) => ({
      atMs,
      heldMs,
      faces,
      faceId: faceId ?? null,
      shown: shownName(shown, labels),
      probabilities: probabilities.length === 0 ? null : probabilities.map(rounded),
    })),
  };
  return `${JSON.stringify(session)}\n`;
}

/** A file name of letters, digits and hyphens that every system takes; its time is UTC. */
export function timelineFileName(startedAt: Date, extension: 'csv' | 'json' | 'png'): string {
  const time = startedAt.toISOString().slice(0, 19).replaceAll(':', '');
  return `mien-${time}Z.${extension}`;
}

function shownName(shown: Shown, labels: readonly string[]): string {
  if (shown === 'notSure') return 'not_sure';
  if (shown === 'noFace') return 'no_face';
  return labels[shown] ?? `label_${shown}`;
}

function rounded(share: number | undefined): number | undefined {
  return share === undefined ? undefined : Number(share.toFixed(DECIMALS));
}

function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
