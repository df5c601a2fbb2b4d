import { loadScript } from './loadScript.js';

/**
 * Human with face and emotion alone, on WebAssembly. `cached` keeps its own defaults for films,
 * with which it finds and reads a face again only every few seconds of the page's clock; that is
 * then the film's, because others have their turns between its frames.
 */
export async function load({ cached = false, maxDetected = 4 }) {
  let filmMs = 0;
  await loadScript('/peers/@vladmandic/human/dist/human.js');
  const fresh = cached ? {} : { skipFrames: 0, skipTime: 0 };
  const off = { enabled: false };
  const human = new globalThis.Human.Human({
    backend: 'wasm',
    wasmPath: '/peers/@tensorflow/tfjs-backend-wasm/dist/',
    modelBasePath: '/peers/@vladmandic/human/models/',
    warmup: 'none',
    debug: false,
    ...(cached ? {} : { cacheSensitivity: 0 }),
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { maxDetected, rotation: false, ...fresh },
      mesh: off,
      attention: off,
      iris: off,
      description: off,
      antispoof: off,
      liveness: off,
      emotion: { enabled: true, minConfidence: 0, ...fresh },
    },
  });
  await human.load();
  if (cached) performance.now = () => filmMs;
  return {
    about: `face and emotion, ${human.tf.getBackend()}`,
    tensors: () => human.tf.memory().numTensors,
    async read(canvas, { timestampMs }) {
      filmMs = timestampMs;
      const { face, error } = await human.detect(canvas);
      if (error) throw new Error(error);
      return { labels: face.map(({ emotion }) => emotion?.[0]?.emotion ?? 'none') };
    },
    async find(canvas) {
      const { face, error } = await human.detect(canvas);
      if (error) throw new Error(error);
      return face.map(({ box: [x, y, width, height] }) => ({ x, y, width, height }));
    },
  };
}
