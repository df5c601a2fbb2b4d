import { describe, expect, it } from 'vitest';
import { VisionError } from '../../../src/vision/errors';
import {
  parseDetectorManifest,
  parseExpressionManifest,
  parseIndex,
} from '../../../src/vision/models/manifest';
import { parseModelJson } from '../../../src/vision/models/modelJson';
import { DETECTOR, EXPRESSION, INDEX } from './manifests';

/** The refusal that `parse` answers `json` with. */
function refusal(parse: (json: unknown) => unknown, json: unknown): VisionError {
  try {
    parse(json);
  } catch (error) {
    if (error instanceof VisionError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('parseIndex', () => {
  it('reads what is exported', () => {
    expect(parseIndex(INDEX)).toEqual({
      defaultExpression: 'five_layer',
      expressions: ['five_layer', 'fast'],
      detector: 'face_detector',
    });
  });

  it.each([
    [{ ...INDEX, schema: 2 }, 'index.json.schema: expected 1, got 2'],
    [{ ...INDEX, default: 'gone' }, 'index.json.default: expected one of five_layer, fast'],
    [{ ...INDEX, detector: '../secrets' }, 'index.json.detector: expected a plain file name'],
    [{ ...INDEX, expression: 'five_layer' }, 'index.json.expression: expected a list'],
    [[], 'index.json: expected an object, got []'],
    [null, 'index.json: expected an object, got null'],
  ])('refuses %j by name', (json, message) => {
    const error = refusal(parseIndex, json);
    expect(error.code).toBe('modelIncompatible');
    expect(error.message).toContain(message);
  });
});

describe('parseExpressionManifest', () => {
  it('reads what the page needs', () => {
    expect(parseExpressionManifest(EXPRESSION)).toEqual({
      kind: 'expression',
      name: 'five_layer',
      version: EXPRESSION.version,
      inputName: 'image',
      outputName: 'logits',
      labels: EXPRESSION.labels,
      template: EXPRESSION.crop.landmarks,
      temperature: 1.2,
      notSureBelow: 0.4,
      files: EXPRESSION.files,
      bytes: 42,
    });
  });

  const { input, output, crop, files } = EXPRESSION;
  it.each([
    [{ schema: 0 }, 'manifest.json.schema: expected 1, got 0'],
    [{ kind: 'face-detector' }, 'manifest.json.kind: expected "expression", got "face-detector"'],
    [{ labels: undefined }, 'manifest.json.labels: expected a list, got nothing'],
    [{ labels: ['happy', 'happy'] }, 'manifest.json.labels: expected two or more different labels'],
    [{ labels: ['happy', 'sad'] }, 'manifest.json.output.shape: expected [null,2], got [null,7]'],
    [{ output: { ...output, shape: [null, 8] } }, 'output.shape: expected [null,7], got [null,8]'],
    [{ input: { ...input, shape: [null, 64, 64, 1] } }, 'input.shape: expected [null,48,48,1]'],
    [{ input: { ...input, range: [0, 1] } }, 'input.range: expected [0,255], got [0,1]'],
    [{ input: { ...input, colour: 'rgb' } }, 'input.colour: expected "grey", got "rgb"'],
    [{ temperature: 0 }, 'temperature: expected a number from 0.01 to 100, got 0'],
    [{ temperature: '1' }, 'temperature: expected a number from 0.01 to 100, got "1"'],
    [{ notSureBelow: 1.5 }, 'notSureBelow: expected a number from 0 to 1, got 1.5'],
    [
      { crop: { ...crop, landmarks: { ...crop.landmarks, mouth: [0.5] } } },
      'crop.landmarks.mouth: expected [x, y], got [0.5]',
    ],
    [
      { crop: { ...crop, landmarks: { ...crop.landmarks, rightEye: [0.8, 0.36] } } },
      'crop.landmarks: expected the right eye left of the left one',
    ],
    [{ files: files.slice(1) }, 'files: expected a list with model.json in it'],
    [
      { files: [{ ...files[0], path: '../index.html' }] },
      'files[0].path: expected a plain file name',
    ],
    [{ files: [{ ...files[0], sha256: 'abc' }] }, 'files[0].sha256: expected 64 lower-case'],
    [{ files: [{ ...files[0], bytes: 1.5 }] }, 'files[0].bytes: expected a whole number'],
  ])('refuses %j by name', (change, message) => {
    const error = refusal(parseExpressionManifest, { ...EXPRESSION, ...change });
    expect(error.code).toBe('modelIncompatible');
    expect(error.message).toContain(message);
  });
});

describe('parseDetectorManifest', () => {
  it('reads what the page needs', () => {
    expect(parseDetectorManifest(DETECTOR)).toMatchObject({
      kind: 'face-detector',
      boxesName: 'boxes',
      scoresName: 'scores',
      anchors: { strides: [8, 16, 16, 16], offset: 0.5 },
      scoreThreshold: 0.5,
      iouThreshold: 0.3,
    });
  });

  it.each([
    [{ kind: 'expression' }, 'kind: expected "face-detector"'],
    [{ input: { ...DETECTOR.input, range: [0, 1] } }, 'input.range: expected [-1,1], got [0,1]'],
    [
      { outputs: { ...DETECTOR.outputs, boxes: { name: 'boxes', shape: [1, 896, 17] } } },
      'outputs.boxes.shape: expected [1,896,16], got [1,896,17]',
    ],
    [{ anchors: { strides: [0], offset: 0.5 } }, 'anchors.strides[0]: expected a number from 1'],
  ])('refuses %j by name', (change, message) => {
    const error = refusal(parseDetectorManifest, { ...DETECTOR, ...change });
    expect(error.code).toBe('modelIncompatible');
    expect(error.message).toContain(message);
  });
});

describe('parseModelJson', () => {
  const weight = { name: 'w', shape: [2, 3], dtype: 'float32' };
  const MODEL = {
    format: 'graph-model',
    modelTopology: { node: [{ op: 'Relu' }, { op: 'Const' }, { op: 'Relu' }], versions: {} },
    weightsManifest: [
      { paths: ['a.bin', 'b.bin'], weights: [weight] },
      { paths: ['c.bin'], weights: [{ ...weight, quantization: { dtype: 'float16' } }] },
    ],
  };

  it('gives shards and weights in the order of their bytes', () => {
    const graph = parseModelJson(MODEL);
    expect(graph.shards).toEqual(['a.bin', 'b.bin', 'c.bin']);
    expect(graph.weights).toEqual([weight, { ...weight, quantization: { dtype: 'float16' } }]);
    expect(graph.signature).toBeUndefined();
  });

  it.each([
    [{ format: 'layers-model' }, 'format: expected "graph-model", got "layers-model"'],
    [{ modelTopology: undefined }, 'modelTopology: expected an object, got nothing'],
    [{ weightsManifest: [{ paths: ['a.bin'] }] }, 'weightsManifest[0].weights: expected a list'],
    [
      { weightsManifest: [{ paths: [], weights: [{ ...weight, dtype: 'string' }] }] },
      'weights[0].dtype: expected one of float32, int32, bool, got "string"',
    ],
    [
      {
        weightsManifest: [
          { paths: [], weights: [{ ...weight, quantization: { dtype: 'uint8', min: 0 } }] },
        ],
      },
      'quantization.scale: expected a number',
    ],
  ])('refuses %j by name', (change, message) => {
    const error = refusal(parseModelJson, { ...MODEL, ...change });
    expect(error.code).toBe('modelIncompatible');
    expect(error.message).toContain(message);
  });
});
