/** JSON as the converter writes it; each test changes what it is about. */

const FILES = [
  { path: 'model.json', bytes: 10, sha256: 'a'.repeat(64) },
  { path: 'weights.bin', bytes: 32, sha256: 'b'.repeat(64) },
];

export const INDEX = {
  schema: 1,
  default: 'five_layer',
  expression: ['five_layer', 'fast'],
  detector: 'face_detector',
};

export const EXPRESSION = {
  schema: 1,
  kind: 'expression',
  name: 'five_layer',
  version: '2026-11-23-0123abcd',
  labels: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'],
  input: {
    name: 'image',
    shape: [null, 48, 48, 1],
    dtype: 'float32',
    range: [0, 255],
    colour: 'grey',
    luma: 'ITU-R BT.601',
  },
  output: { name: 'logits', shape: [null, 7], dtype: 'float32' },
  crop: {
    sidePx: 48,
    landmarks: { rightEye: [0.3, 0.36], leftEye: [0.7, 0.36], mouth: [0.5, 0.74] },
  },
  temperature: 1.2,
  notSureBelow: 0.4,
  files: FILES,
};

export const DETECTOR = {
  schema: 1,
  kind: 'face-detector',
  name: 'face_detector',
  version: '2026-11-23-4567cdef',
  input: {
    name: 'image',
    shape: [1, 128, 128, 3],
    dtype: 'float32',
    range: [-1, 1],
    colour: 'rgb',
  },
  outputs: {
    boxes: { name: 'boxes', shape: [1, 896, 16] },
    scores: { name: 'scores', shape: [1, 896, 1] },
  },
  anchors: { strides: [8, 16, 16, 16], offset: 0.5 },
  scoreThreshold: 0.5,
  iouThreshold: 0.3,
  files: FILES,
};
