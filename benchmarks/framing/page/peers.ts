import type { FoundFace, Reader } from './readers';

/** What is used of face-api's package. */
interface FaceApi {
  readonly tf: {
    setWasmPaths(path: string): void;
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    getBackend(): string;
  };
  readonly nets: Record<
    'tinyFaceDetector' | 'faceExpressionNet',
    { loadFromUri(uri: string): Promise<void> }
  >;
  readonly TinyFaceDetectorOptions: new (options: { inputSize: number }) => object;
  detectAllFaces(
    canvas: HTMLCanvasElement,
    options: object,
  ): {
    withFaceExpressions(): Promise<
      {
        detection: { box: { x: number; y: number; width: number; height: number } };
        expressions: { asSortedArray(): { expression: string }[] };
      }[]
    >;
  };
}

/** What is used of Human's package. */
interface HumanModule {
  readonly Human: new (config: object) => {
    readonly tf: { getBackend(): string };
    load(): Promise<void>;
    detect(canvas: HTMLCanvasElement): Promise<{
      error?: string | null;
      face: { box: [number, number, number, number]; emotion?: { emotion: string }[] }[];
    }>;
  };
}

const WASM_FOLDER = '/peers/@tensorflow/tfjs-backend-wasm/dist/';

/** A peer on WebAssembly, with its documentation's settings for pictures that stand alone. */
export async function loadPeer(kind: string): Promise<Reader> {
  if (kind === 'face-api') return loadFaceApi();
  if (kind === 'human') return loadHuman();
  throw new Error(`expected reader=mien, face-api or human in the address, got ${kind}`);
}

/** The tiny detector at 416, its default and more accurate than smaller sides. */
async function loadFaceApi(): Promise<Reader> {
  const address = '/peers/@vladmandic/face-api/dist/face-api.esm.js';
  const faceApi = (await import(/* @vite-ignore */ address)) as FaceApi;
  faceApi.tf.setWasmPaths(WASM_FOLDER);
  await faceApi.tf.setBackend('wasm');
  await faceApi.tf.ready();
  expectWasm(faceApi.tf.getBackend());
  const models = '/peers/@vladmandic/face-api/model';
  await faceApi.nets.tinyFaceDetector.loadFromUri(models);
  await faceApi.nets.faceExpressionNet.loadFromUri(models);
  const options = new faceApi.TinyFaceDetectorOptions({ inputSize: 416 });
  return {
    async read({ canvas }) {
      const found = await faceApi.detectAllFaces(onPage(canvas), options).withFaceExpressions();
      return found.map(({ detection: { box }, expressions }): FoundFace => {
        const [best] = expressions.asSortedArray();
        return {
          boxPx: [box.x, box.y, box.width, box.height],
          expressions: { 'face-api': best?.expression ?? '' },
        };
      });
    },
  };
}

/** Face and emotion alone; `rotation` turns the head upright by its eyes, as its README advises. */
async function loadHuman(): Promise<Reader> {
  const address = '/peers/@vladmandic/human/dist/human.esm.js';
  const { Human } = (await import(/* @vite-ignore */ address)) as HumanModule;
  const off = { enabled: false };
  const fresh = { skipFrames: 0, skipTime: 0 };
  const human = new Human({
    backend: 'wasm',
    wasmPath: WASM_FOLDER,
    modelBasePath: '/peers/@vladmandic/human/models/',
    cacheSensitivity: 0,
    warmup: 'none',
    debug: false,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: 4, ...fresh },
      mesh: { enabled: true, ...fresh },
      attention: off,
      iris: off,
      description: off,
      antispoof: off,
      liveness: off,
      emotion: { enabled: true, minConfidence: 0, ...fresh },
    },
  });
  await human.load();
  expectWasm(human.tf.getBackend());
  return {
    async read({ canvas }) {
      const { face, error } = await human.detect(onPage(canvas));
      if (error) throw new Error(error);
      return face.map(({ box, emotion }): FoundFace => {
        const [best] = emotion ?? [];
        return { boxPx: box, expressions: { human: best?.emotion ?? '' } };
      });
    },
  };
}

/** Peers fall back to plain JavaScript without a word, and then take seconds a frame. */
function expectWasm(backend: string): void {
  if (backend !== 'wasm') throw new Error(`expected the peer on WebAssembly, got ${backend}`);
}

/** The frame in a canvas of the page, which is what both packages take everywhere. */
function onPage(frame: OffscreenCanvas): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = frame.width;
  canvas.height = frame.height;
  canvas.getContext('2d')?.drawImage(frame, 0, 0);
  return canvas;
}
