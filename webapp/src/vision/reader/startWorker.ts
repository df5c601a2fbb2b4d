import type { WorkerLink } from '../worker/workerLink';
import { refusal } from './refusing';

/** A script that takes longer than this to load and run counts as failed. */
const START_LIMIT_MS = 60_000;

/**
 * The link to a worker whose script has run, started in the first way that works.
 *
 * @param link called with each worker that is tried
 * @throws VisionError `workerFailed`
 */
export async function startWorker(
  ways: readonly (() => Worker | Promise<Worker>)[],
  link: (worker: Worker) => WorkerLink,
): Promise<WorkerLink> {
  const reasons: string[] = [];
  for (const way of ways) {
    try {
      const linked = link(await way());
      await linked.exchange(undefined, [], START_LIMIT_MS);
      return linked;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw await refusal(({ noWorker }) => noWorker(reasons));
}
