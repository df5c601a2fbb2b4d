import type { Runtime } from '../../src/vision/compute/runtime';
import type { GraphDescription } from '../../src/vision/models/modelJson';

/** One job of run-model.js: rows of inputs for a net that was read from its folder. */
export interface NetJob {
  readonly graph: GraphDescription;
  /** The shards' bytes, in order. */
  readonly weights: ArrayBuffer;
  readonly outputs: readonly string[];
  /** float32, row after row. */
  readonly rows: Float32Array;
  /** Shape of one row, without the batch. */
  readonly rowShape: readonly number[];
  readonly batchSize: number;
}

export interface NetAnswer {
  readonly outputs: readonly RowsOfOutput[];
}

export interface RowsOfOutput {
  /** Shape of one row, without the batch. */
  readonly rowShape: readonly number[];
  /** One piece per batch, in order; plain numbers, which pass from a browser's page as they are. */
  readonly pieces: readonly (readonly number[])[];
}

/**
 * What the net gives for all rows, as the page does.
 *
 * @throws VisionError `modelIncompatible` as `Runtime.loadNet`.
 */
export async function runNet(runtime: Runtime, job: NetJob): Promise<NetAnswer> {
  const net = runtime.loadNet(job.graph, job.weights, job.outputs);
  const rowSize = job.rowShape.reduce((product, size) => product * size, 1);
  const outputs = job.outputs.map(() => ({
    rowShape: [] as readonly number[],
    pieces: [] as number[][],
  }));
  for (let start = 0; start < job.rows.length; start += job.batchSize * rowSize) {
    const batch = job.rows.slice(start, start + job.batchSize * rowSize);
    const answers = await net.run(batch, [batch.length / rowSize, ...job.rowShape]);
    outputs.forEach((output, index) => {
      const answer = answers[index];
      if (answer === undefined) return;
      output.rowShape = answer.shape.slice(1);
      output.pieces.push(Array.from(answer.values));
    });
  }
  net.dispose();
  return { outputs };
}
