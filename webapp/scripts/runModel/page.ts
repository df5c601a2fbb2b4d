import { fitRuntime, startRuntime } from '../../src/vision/runtime';
import { BUNDLED_WASM } from '../../src/vision/wasmFiles';
import { runNet, type NetAnswer, type NetJob } from './netRunner';

/** What runInChromium hands to the page: a job whose bytes lie beside it as files. */
type PageJob = Omit<NetJob, 'weights' | 'rows'>;

declare global {
  var runJob: (job: PageJob) => Promise<NetAnswer>;
}

globalThis.runJob = async (job) => {
  const options = { wasm: BUNDLED_WASM };
  const runtime = await fitRuntime(await startRuntime(options), [job.graph], options);
  return runNet(runtime, {
    ...job,
    weights: await fetchBytes('weights.bin'),
    rows: new Float32Array(await fetchBytes('rows.bin')),
  });
};

async function fetchBytes(name: string): Promise<ArrayBuffer> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`expected ${name}, got status ${response.status}`);
  return response.arrayBuffer();
}
