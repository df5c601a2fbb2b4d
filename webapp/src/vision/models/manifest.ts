import { EXPRESSIONS, isExpression, type Expression } from '../expressions';
import type { MeasuredAccuracy } from '../types';
import { Field } from './fields';

/** Manifests of another schema are refused. */
const SCHEMA = 1;

/** Side of FER2013's images and of every expression network's input. */
export const FACE_SIDE_PX = 48;
/** Side of the detector's input. */
export const DETECTOR_SIDE_PX = 128;
/** Boxes in the detector's output. */
export const ANCHOR_COUNT = 896;

/** A file of a model's folder. */
export interface ModelFile {
  /** Name within the model's folder. */
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** `index.json`: the exported models. */
export interface ModelIndex {
  readonly defaultExpression: string;
  readonly expressions: readonly string[];
  readonly detector: string;
}

interface ModelManifest {
  readonly name: string;
  readonly version: string;
  readonly inputName: string;
  readonly files: readonly ModelFile[];
  /** Sum over `files`. */
  readonly bytes: number;
}

/** A point in fractions of the face frame, x to the right and y down. */
export type FramePoint = readonly [x: number, y: number];

/** Where the crop puts a face's landmarks. */
export interface CropTemplate {
  readonly rightEye: FramePoint;
  readonly leftEye: FramePoint;
  readonly mouth: FramePoint;
}

/** An expression model: grey [N, 48, 48, 1] in 0-255 to logits [N, labels]. */
export interface ExpressionManifest extends ModelManifest {
  readonly kind: 'expression';
  readonly outputName: string;
  readonly labels: readonly Expression[];
  readonly template: CropTemplate;
  /** Logits are divided by it before the softmax. */
  readonly temperature: number;
  readonly notSureBelow: number;
  /** The converter's measurement of exactly these files; undefined if there is none. */
  readonly measured: MeasuredAccuracy | undefined;
}

/** A BlazeFace detector: RGB [1, 128, 128, 3] in [-1, 1] to [1, anchors, 16] and [1, anchors, 1]. */
export interface DetectorManifest extends ModelManifest {
  readonly kind: 'face-detector';
  readonly boxesName: string;
  readonly scoresName: string;
  readonly anchors: AnchorOptions;
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
}

/** How the detector's anchors are laid out. */
export interface AnchorOptions {
  /** Input pixels per cell, one entry per layer. Equal neighbours share a grid. */
  readonly strides: readonly number[];
  /** Where in its cell an anchor lies, as a fraction of the cell. */
  readonly offset: number;
}

/** @throws VisionError `modelIncompatible`, naming the field. */
export function parseIndex(json: unknown): ModelIndex {
  const index = new Field(json, 'index.json');
  index.at('schema').exactly(SCHEMA);
  const expressions = index.at('expression').items().map(folderName);
  const defaultExpression = folderName(index.at('default'));
  if (!expressions.includes(defaultExpression)) {
    throw index.at('default').refuse(`one of ${expressions.join(', ')}`);
  }
  return { defaultExpression, expressions, detector: folderName(index.at('detector')) };
}

/** @throws VisionError `modelIncompatible`, naming the field. */
export function parseExpressionManifest(json: unknown): ExpressionManifest {
  const manifest = new Field(json, 'manifest.json');
  manifest.at('schema').exactly(SCHEMA);
  const kind = manifest.at('kind').exactly('expression');
  const input = manifest.at('input');
  input.at('shape').exactly([null, FACE_SIDE_PX, FACE_SIDE_PX, 1]);
  input.at('dtype').exactly('float32');
  input.at('range').exactly([0, 255]);
  input.at('colour').exactly('grey');
  const labels = parseLabels(manifest.at('labels'));
  const output = manifest.at('output');
  output.at('shape').exactly([null, labels.length]);
  const crop = manifest.at('crop');
  crop.at('sidePx').exactly(FACE_SIDE_PX);
  return {
    kind,
    ...parseCommon(manifest),
    outputName: output.at('name').text(),
    labels,
    template: parseTemplate(crop.at('landmarks')),
    temperature: manifest.at('temperature').number(0.01, 100),
    notSureBelow: manifest.at('notSureBelow').number(0, 1),
    measured: parseMeasured(manifest.at('metrics').optional()),
  };
}

function parseMeasured(metrics: Field | undefined): MeasuredAccuracy | undefined {
  const [first] = metrics?.items() ?? [];
  if (first === undefined) return undefined;
  return {
    accuracy: first.at('accuracy').at('value').number(0, 1),
    faces: first.at('n').whole(1, Number.MAX_SAFE_INTEGER),
    split: first.at('split').text(),
  };
}

/** @throws VisionError `modelIncompatible`, naming the field. */
export function parseDetectorManifest(json: unknown): DetectorManifest {
  const manifest = new Field(json, 'manifest.json');
  manifest.at('schema').exactly(SCHEMA);
  const kind = manifest.at('kind').exactly('face-detector');
  const input = manifest.at('input');
  input.at('shape').exactly([1, DETECTOR_SIDE_PX, DETECTOR_SIDE_PX, 3]);
  input.at('dtype').exactly('float32');
  input.at('range').exactly([-1, 1]);
  input.at('colour').exactly('rgb');
  const boxes = manifest.at('outputs').at('boxes');
  boxes.at('shape').exactly([1, ANCHOR_COUNT, 16]);
  const scores = manifest.at('outputs').at('scores');
  scores.at('shape').exactly([1, ANCHOR_COUNT, 1]);
  const anchors = manifest.at('anchors');
  return {
    kind,
    ...parseCommon(manifest),
    boxesName: boxes.at('name').text(),
    scoresName: scores.at('name').text(),
    anchors: {
      strides: anchors
        .at('strides')
        .items()
        .map((stride) => stride.whole(1, DETECTOR_SIDE_PX)),
      offset: anchors.at('offset').number(0, 1),
    },
    scoreThreshold: manifest.at('scoreThreshold').number(0, 1),
    iouThreshold: manifest.at('iouThreshold').number(0, 1),
  };
}

function parseCommon(manifest: Field): ModelManifest {
  const files = manifest.at('files').items().map(parseFile);
  if (!files.some((file) => file.path === 'model.json')) {
    throw manifest.at('files').refuse('a list with model.json in it');
  }
  return {
    name: folderName(manifest.at('name')),
    version: manifest.at('version').text(),
    inputName: manifest.at('input').at('name').text(),
    files,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

function parseFile(file: Field): ModelFile {
  const sha256 = file.at('sha256').text();
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw file.at('sha256').refuse('64 lower-case hexadecimal digits');
  }
  return {
    path: folderName(file.at('path')),
    bytes: file.at('bytes').whole(1, Number.MAX_SAFE_INTEGER),
    sha256,
  };
}

function parseLabels(field: Field): Expression[] {
  const labels = field.items().map((item) => {
    const label = item.text();
    if (!isExpression(label)) throw item.refuse(`one of ${EXPRESSIONS.join(', ')}`);
    return label;
  });
  if (labels.length < 2 || new Set(labels).size !== labels.length) {
    throw field.refuse('two or more different labels');
  }
  return labels;
}

function parseTemplate(landmarks: Field): CropTemplate {
  const template = {
    rightEye: parsePoint(landmarks.at('rightEye')),
    leftEye: parsePoint(landmarks.at('leftEye')),
    mouth: parsePoint(landmarks.at('mouth')),
  };
  if (template.rightEye[0] >= template.leftEye[0]) {
    throw landmarks.refuse("the right eye left of the left one, as in a face's picture");
  }
  return template;
}

function parsePoint(field: Field): FramePoint {
  const [x, y, ...others] = field.items();
  if (x === undefined || y === undefined || others.length > 0) throw field.refuse('[x, y]');
  return [x.number(0, 1), y.number(0, 1)];
}

/** A name that stays within its folder when put into a URL. */
function folderName(field: Field): string {
  const name = field.text();
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) {
    throw field.refuse('a plain file name of letters, digits, dot, dash and underscore');
  }
  return name;
}
