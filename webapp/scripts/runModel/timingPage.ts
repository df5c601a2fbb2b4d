import { setBackend } from '@tensorflow/tfjs-core';
import { BUNDLED_KERNELS } from '../../src/vision/compute/kernelFiles';
import { LEAN } from '../../src/vision/compute/lean/register';
import { startRuntime } from '../../src/vision/compute/runtime';
import type { GraphDescription } from '../../src/vision/models/modelJson';
import { loadTfjsNet, startTfjs } from './tfjs';
import { TFJS_FILES } from './tfjsFiles';

/** A net whose weights lie beside the page as a file. */
export interface TimedNet {
  readonly graph: GraphDescription;
  readonly weightsFile: string;
  readonly outputs: readonly string[];
  /** Shape of one row, without the batch. */
  readonly rowShape: readonly number[];
  /** On TF.js's own WebAssembly, not on the page's kernels. */
  readonly onTfjs: boolean;
}

declare global {
  /** Milliseconds of one row, turn after turn, in an array for each net; the nets alternate. */
  var timeNets: (nets: readonly TimedNet[], turns: number) => Promise<number[][]>;
}

globalThis.timeNets = async (nets, turns) => {
  if (nets.some(({ onTfjs }) => onTfjs)) await startTfjs(TFJS_FILES);
  const kernels = await startRuntime(BUNDLED_KERNELS);
  const seats = [];
  for (const { graph, weightsFile, outputs, rowShape, onTfjs } of nets) {
    const response = await fetch(weightsFile);
    if (!response.ok) throw new Error(`expected ${weightsFile}, got status ${response.status}`);
    const activate = () => setBackend(onTfjs ? 'wasm' : LEAN);
    await activate();
    const load = onTfjs ? loadTfjsNet : kernels.loadNet;
    const net = load(graph, await response.arrayBuffer(), outputs);
    const size = rowShape.reduce((product, length) => product * length, 1);
    const row = Float32Array.from({ length: size }, (_, index) => (index * 97) % 256);
    const timesMs: number[] = [];
    seats.push({ timesMs, activate, run: () => net.run(row, [1, ...rowShape]) });
  }
  // The first run of a net compiles its kernels and packs its weights.
  for (const { activate, run } of seats) {
    await activate();
    await run();
  }
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { activate, run, timesMs } of seats) {
      await activate();
      const startMs = performance.now();
      await run();
      timesMs.push(performance.now() - startMs);
    }
  }
  return seats.map(({ timesMs }) => timesMs);
};
