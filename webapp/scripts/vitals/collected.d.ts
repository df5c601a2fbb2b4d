import type { Metric } from './report.js';

/** What visit.js keeps in the page that it measures. */
declare global {
  var newestVitals: Partial<Record<Metric, { value: number; cause: string }>>;
  /** Of the taps since they were last looked at. */
  var tapDurationsMs: number[];
}
