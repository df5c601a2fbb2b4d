import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { engine, env, findBackend, setBackend } from '@tensorflow/tfjs-core';
import { GpuRefused, type Gpu, type StartGpu } from './gpu';

/**
 * TF.js on WebGL, a chunk of its own.
 *
 * TF.js itself refuses Safari's workers, whose contexts lack fences, and renderers in software.
 */
export const startWebgl: StartGpu = async (giveUp) => {
  if (!engine().backendNames().includes('webgl') || !env().getBool('HAS_WEBGL')) {
    throw new GpuRefused('absent', 'expected WebGL on a GPU in a worker, got none.');
  }
  // Many phones render to 16 bits only, which moves logits by hundredths.
  if (!env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    throw new GpuRefused('imprecise', 'expected WebGL that computes in float32, got float16.');
  }
  giveUp.throwIfAborted();
  const started = await setBackend('webgl');
  const backend = findBackend('webgl');
  if (!started || !(backend instanceof MathBackendWebGL)) {
    throw new GpuRefused('failed', 'expected TF.js to start on WebGL, got a refusal.');
  }
  return watchContext(backend.gpgpu.gl);
};

function watchContext(gl: WebGLRenderingContext): Gpu {
  const lost = new AbortController();
  gl.canvas.addEventListener('webglcontextlost', () => {
    lost.abort();
  });
  return { isLost: () => gl.isContextLost(), lost: lost.signal };
}
