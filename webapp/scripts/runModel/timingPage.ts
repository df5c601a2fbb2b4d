import type { GraphDescription } from '../../src/vision/modelJson';
import { startRuntime, startWholeRuntime } from '../../src/vision/runtime';
import { BUNDLED_WASM } from '../../src/vision/wasmFiles';

/** A net whose weights lie beside the page as a file. */
export interface TimedNet {
  readonly graph: GraphDescription;
  readonly weightsFile: string;
  readonly outputs: readonly string[];
  /** Shape of one row, without the batch. */
  readonly rowShape: readonly number[];
  /** On TF.js's own back end, whatever the page would take. */
  readonly onTfjs: boolean;
}

declare global {
  /** Milliseconds of one row, turn after turn, in an array for each net; the nets alternate. */
  var timeNets: (nets: readonly TimedNet[], turns: number) => Promise<number[][]>;
}

globalThis.timeNets = async (nets, turns) => {
  const options = { wasm: BUNDLED_WASM };
  const whole = await startWholeRuntime(options);
  const lean = await startRuntime(options);
  const seats = [];
  for (const { graph, weightsFile, outputs, rowShape, onTfjs } of nets) {
    const response = await fetch(weightsFile);
    if (!response.ok) throw new Error(`expected ${weightsFile}, got status ${response.status}`);
    const runtime = !onTfjs && lean.supports(graph) ? lean : whole;
    await runtime.activate();
    const net = runtime.loadNet(graph, await response.arrayBuffer(), outputs);
    const size = rowShape.reduce((product, length) => product * length, 1);
    const row = Float32Array.from({ length: size }, (_, index) => (index * 97) % 256);
    const timesMs: number[] = [];
    const shape = [1, ...rowShape];
    seats.push({ timesMs, activate: () => runtime.activate(), run: () => net.run(row, shape) });
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
