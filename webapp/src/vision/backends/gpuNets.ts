import type { Models } from '../loadModel';
import { startGpuRuntime, type Runtime } from '../runtime';
import { GpuRefused, type GpuChoice } from './gpu';
import { disposeNets, loadNets, type Nets } from './nets';
import { compareAnswers, isAlike, probe, type ProbeAnswers } from './probe';

/** Both networks, and the back end that they are on. */
export interface LoadedNets {
  readonly runtime: Runtime;
  readonly nets: Nets;
}

/**
 * Both networks on a GPU that answers as WebAssembly does on this very device: drivers differ, and
 * some compute wrongly without a word. Its programs are compiled and warm.
 *
 * @param wasm TF.js's current back end; ended if the GPU is taken
 * @throws GpuRefused, or what TF.js throws; `wasm` is the current back end again.
 */
export async function loadNetsOnGpu(
  choice: GpuChoice,
  wasm: Runtime,
  models: Models,
): Promise<LoadedNets> {
  const reference = await probeOn(wasm, models);
  try {
    const loaded = await loadAlike(choice, models, reference);
    wasm.end();
    return loaded;
  } catch (error) {
    await wasm.activate();
    throw error;
  }
}

async function probeOn(runtime: Runtime, models: Models): Promise<ProbeAnswers> {
  const nets = loadNets(runtime, models);
  try {
    return await probe(nets);
  } finally {
    disposeNets(nets);
  }
}

async function loadAlike(
  choice: GpuChoice,
  models: Models,
  reference: ProbeAnswers,
): Promise<LoadedNets> {
  const runtime = await startGpuRuntime(choice);
  let nets: Nets | undefined;
  try {
    nets = loadNets(runtime, models);
    const difference = compareAnswers(await probe(nets), reference);
    if (isAlike(difference)) return { runtime, nets };
    throw new GpuRefused(
      'differs',
      `expected ${choice} to answer as WebAssembly does, got logits ${difference.logits} apart.`,
    );
  } catch (error) {
    if (nets !== undefined) disposeNets(nets);
    runtime.end();
    throw error;
  }
}
