import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, findBackend, setBackend } from '@tensorflow/tfjs-core';
import { GpuRefused, type Gpu, type StartGpu } from './gpu';

/** TF.js on WebGPU, a chunk of its own. It always computes in float32. */
export const startWebgpu: StartGpu = async (giveUp) => {
  // TF.js takes an adapter for granted.
  if (
    !engine().backendNames().includes('webgpu') ||
    (await navigator.gpu.requestAdapter()) === null
  ) {
    throw new GpuRefused('absent', 'expected WebGPU with an adapter, got none.');
  }
  giveUp.throwIfAborted();
  const started = await setBackend('webgpu');
  const backend = findBackend('webgpu');
  if (!started || !(backend instanceof WebGPUBackend)) {
    throw new GpuRefused('failed', 'expected TF.js to start on WebGPU, got a refusal.');
  }
  return watchDevice(backend.device);
};

function watchDevice(device: GPUDevice): Gpu {
  const lost = new AbortController();
  void device.lost.then(() => {
    lost.abort();
  });
  return { isLost: () => lost.signal.aborted, lost: lost.signal };
}
