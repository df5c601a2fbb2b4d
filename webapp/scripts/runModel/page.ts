import { BUNDLED_KERNELS } from '../../src/vision/compute/kernelFiles';
import { startRuntime } from '../../src/vision/compute/runtime';
import { runNet, type NetAnswer, type NetJob } from './netRunner';

/** What runInChromium hands to the page: a job whose bytes lie beside it as files. */
type PageJob = Omit<NetJob, 'weights' | 'rows'>;

declare global {
  var runJob: (job: PageJob) => Promise<NetAnswer>;
}

globalThis.runJob = async (job) => {
  return runNet(await startRuntime(BUNDLED_KERNELS), {
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
