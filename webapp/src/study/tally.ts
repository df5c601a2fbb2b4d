import type { Row } from '../table/columns';

/** How many of a file's rows show what: a label, `not_sure` or `no_face`. */
export type Tally = Readonly<Record<string, number>>;

/** Position of `shown` in a row; columns.test.ts holds it. */
export const SHOWN = 10;

export function addRows(tally: Tally, rows: readonly Row[]): Tally {
  const sum: Record<string, number> = { ...tally };
  for (const row of rows) {
    const shown = String(row[SHOWN]);
    sum[shown] = (sum[shown] ?? 0) + 1;
  }
  return sum;
}

export function mergeTallies(tallies: readonly Tally[]): Tally {
  const sum: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [shown, count] of Object.entries(tally)) sum[shown] = (sum[shown] ?? 0) + count;
  }
  return sum;
}

export function countOf(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}
