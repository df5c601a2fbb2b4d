import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type { GraphDescription } from '../../src/vision/modelJson';
import { startRuntime } from '../../src/vision/runtime';

/** A net whose weights lie beside the page as a file. */
export interface TimedNet {
  readonly graph: GraphDescription;
  readonly weightsFile: string;
  readonly outputs: readonly string[];
  /** Shape of one row, without the batch. */
  readonly rowShape: readonly number[];
}

declare global {
  /** Milliseconds of one row, turn after turn, in an array for each net; the nets alternate. */
  var timeNets: (nets: readonly TimedNet[], turns: number) => Promise<number[][]>;
}

globalThis.timeNets = async (nets, turns) => {
  const runtime = await startRuntime({ wasmPaths: { plain: wasmPlain, simd: wasmSimd } });
  const seats = [];
  for (const { graph, weightsFile, outputs, rowShape } of nets) {
    const response = await fetch(weightsFile);
    if (!response.ok) throw new Error(`expected ${weightsFile}, got status ${response.status}`);
    const net = runtime.loadNet(graph, await response.arrayBuffer(), outputs);
    const size = rowShape.reduce((product, length) => product * length, 1);
    const row = Float32Array.from({ length: size }, (_, index) => (index * 97) % 256);
    const timesMs: number[] = [];
    const shape = [1, ...rowShape];
    seats.push({ timesMs, run: () => net.run(row, shape) });
  }
  // The first run of a net compiles its kernels and packs its weights.
  for (const { run } of seats) await run();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { run, timesMs } of seats) {
      const startMs = performance.now();
      await run();
      timesMs.push(performance.now() - startMs);
    }
  }
  return seats.map(({ timesMs }) => timesMs);
};
