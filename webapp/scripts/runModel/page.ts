import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { runNet, type NetAnswer, type NetJob } from './netRunner';

/** What runInChromium hands to the page: a job whose bytes lie beside it as files. */
type PageJob = Omit<NetJob, 'wasmPaths' | 'weights' | 'rows'>;

declare global {
  var runJob: (job: PageJob) => Promise<NetAnswer>;
}

globalThis.runJob = async (job) =>
  runNet({
    ...job,
    wasmPaths: { plain: wasmPlain, simd: wasmSimd },
    weights: await fetchBytes('weights.bin'),
    rows: new Float32Array(await fetchBytes('rows.bin')),
  });

async function fetchBytes(name: string): Promise<ArrayBuffer> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`expected ${name}, got status ${response.status}`);
  return response.arrayBuffer();
}
