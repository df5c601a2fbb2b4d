import { BUNDLED_KERNELS } from '../../src/vision/compute/kernelFiles';
import { startRuntime } from '../../src/vision/compute/runtime';
import { runNetAnyhow, type NetAnswer, type NetJob } from './netRunner';
import { loadTfjsNet, startTfjs } from './tfjs';
import { TFJS_FILES } from './tfjsFiles';

/** What runInChromium hands to the page: a job whose bytes lie beside it as files. */
type PageJob = Omit<NetJob, 'weights' | 'rows'>;

declare global {
  var runJob: (job: PageJob) => Promise<NetAnswer>;
}

globalThis.runJob = async (job) => {
  const { loadNet } = await startRuntime(BUNDLED_KERNELS);
  const tfjs = async () => {
    await startTfjs(TFJS_FILES);
    return loadTfjsNet;
  };
  return runNetAnyhow(loadNet, tfjs, {
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
