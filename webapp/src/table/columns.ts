import type { Expression, FaceReading } from '../vision/index';

/**
 * The columns of every table that the page saves, which are those of the Python reader
 * (reader/reading.py); docs/study.md says what they mean. A column `p_LABEL` follows for each of the
 * model's labels.
 */
const COLUMNS = [
  'file',
  'time_ms',
  'face_id',
  'left',
  'top',
  'width',
  'height',
  'roll_degrees',
  'detection_score',
  'certainty',
  'shown',
  'reason',
  'hints',
] as const;

/** What a row says about a face. */
export type TableFace = Pick<
  FaceReading,
  | 'id'
  | 'boxPx'
  | 'rollRadians'
  | 'detectionScore'
  | 'probabilities'
  | 'expression'
  | 'notSureBecause'
  | 'hints'
>;

/** Null where there is none. */
export type Cell = string | number | null;
/** A cell for each of `columnsOf`. */
export type Row = readonly Cell[];

/** What is in the table and is no label. */
export const NOT_SURE = 'not_sure';
export const NO_FACE = 'no_face';
export const UNREADABLE = 'unreadable';

export function columnsOf(labels: readonly Expression[]): string[] {
  return [...COLUMNS, ...labels.map((label) => `p_${label}`)];
}

/**
 * A row for each face of a picture or frame, or one that says that there is none.
 *
 * @param timeMs of a video's frame, since its first; undefined for a picture
 */
export function rowsOf(
  file: string,
  timeMs: number | undefined,
  faces: readonly TableFace[],
  labels: readonly Expression[],
): Row[] {
  const at = [file, timeMs === undefined ? null : rounded(timeMs, 3)];
  if (faces.length === 0) return [padded([...at, ...blank(8), NO_FACE], labels)];
  return faces.map((face) => [...at, ...cellsOf(face, labels)]);
}

/** The row of a file that cannot be read. */
export function unreadableRow(file: string, reason: string, labels: readonly Expression[]): Row {
  return padded([file, ...blank(9), UNREADABLE, reason], labels);
}

/** What the page says of a face, as a word of the table. */
export function shownWord(face: TableFace): string {
  return face.notSureBecause === undefined ? face.expression : NOT_SURE;
}

/** Finer differences than four decimals are below what calibration can tell. */
export function rounded(value: number, decimals = 4): number {
  return Number(value.toFixed(decimals));
}

function cellsOf(face: TableFace, labels: readonly Expression[]): Cell[] {
  const { xPx, yPx, widthPx, heightPx } = face.boxPx;
  const degrees = (face.rollRadians * 180) / Math.PI;
  const share = (label: Expression) => rounded(face.probabilities[label]);
  return [
    face.id,
    ...[xPx, yPx, widthPx, heightPx, degrees].map((value) => rounded(value, 2)),
    rounded(face.detectionScore),
    share(face.expression),
    shownWord(face),
    face.notSureBecause === undefined ? null : word(face.notSureBecause),
    face.hints.map(word).join(' '),
    ...labels.map(share),
  ];
}

/** `tooSmall` as `too_small`. */
function word(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function blank(count: number): null[] {
  return Array<null>(count).fill(null);
}

function padded(cells: readonly Cell[], labels: readonly Expression[]): Row {
  return [...cells, ...blank(COLUMNS.length + labels.length - cells.length)];
}
