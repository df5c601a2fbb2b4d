import { VisionError } from '../errors';
import type { Gpu } from './gpu';
import type { Net } from './graphNet';

/** `net`, which fails as soon as its GPU is lost, where TF.js would give zeros or wait for ever. */
export function guardNet(net: Net, gpu: Gpu): Net {
  return {
    async run(input, shape) {
      if (gpu.isLost()) throw gpuLost();
      try {
        return await orLost(net.run(input, shape), gpu);
      } catch (error) {
        if (gpu.isLost()) throw gpuLost(error);
        throw error;
      }
    },
    dispose: () => {
      net.dispose();
    },
  };
}

async function orLost<T>(work: Promise<T>, gpu: Gpu): Promise<T> {
  const settled = new AbortController();
  try {
    const result = await Promise.race([work, rejectOnLoss(gpu.lost, settled.signal)]);
    if (gpu.isLost()) throw gpuLost();
    return result;
  } finally {
    settled.abort();
  }
}

async function rejectOnLoss(lost: AbortSignal, settled: AbortSignal): Promise<never> {
  await new Promise((resolve) => {
    lost.addEventListener('abort', resolve, { signal: settled });
  });
  throw gpuLost();
}

function gpuLost(cause?: unknown): VisionError {
  return new VisionError('workerFailed', 'The GPU was lost. Create a new reader.', { cause });
}
