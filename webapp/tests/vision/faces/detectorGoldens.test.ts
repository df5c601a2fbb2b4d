import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitLetterbox, letterboxSquare } from '../../../src/vision/crops/letterbox';
import { anchorCentres } from '../../../src/vision/faces/anchors';
import { decodeDetections } from '../../../src/vision/faces/decode';
import { toFrame } from '../../../src/vision/faces/detection';
import { suppressWeighted } from '../../../src/vision/faces/suppress';
import { Field } from '../../../src/vision/models/fields';
import { ANCHOR_COUNT, DETECTOR_SIDE_PX } from '../../../src/vision/models/manifest';

/** Raw outputs of the exported detector on photographs, and the faces that Python made of them. */
const FILE = new URL('../../../../tests/goldens/detector.json', import.meta.url);
const goldens = new Field(JSON.parse(readFileSync(FILE, 'utf8')) as unknown, 'detector.json');

/** Python rounds pixels to three digits. */
const TOLERANCE_PX = 1e-2;
const NUMBERS = 16;

/** In the network's order, which is Python's. */
const KEYPOINTS = [
  'rightEye',
  'leftEye',
  'noseTip',
  'mouthCentre',
  'rightEarTragion',
  'leftEarTragion',
] as const;

const numbers = (field: Field) => field.items().map((item) => item.number(-1e4, 1e4));
const points = (field: Field) => field.items().map(numbers);

const anchors = anchorCentres(DETECTOR_SIDE_PX, {
  strides: numbers(goldens.at('anchors').at('strides')),
  offset: goldens.at('anchors').at('offset').number(0, 1),
});

function readFaces(golden: Field) {
  const boxes = new Float32Array(ANCHOR_COUNT * NUMBERS);
  const scores = new Float32Array(ANCHOR_COUNT).fill(-20);
  for (const anchor of golden.at('anchors').items()) {
    const index = anchor.at('index').whole(0, ANCHOR_COUNT - 1);
    boxes.set(numbers(anchor.at('box')), index * NUMBERS);
    scores[index] = anchor.at('score').number(-100, 100);
  }
  const frame = golden.at('frame');
  const size = (key: string) => frame.at(key).whole(1, 10_000);
  const letterbox = fitLetterbox(size('widthPx'), size('heightPx'), DETECTOR_SIDE_PX);
  const threshold = goldens.at('scoreThreshold').number(0, 1);
  const found = decodeDetections(boxes, scores, anchors, DETECTOR_SIDE_PX, threshold);
  return suppressWeighted(found, goldens.at('iouThreshold').number(0, 1)).map((face) =>
    toFrame(face, letterboxSquare(letterbox)),
  );
}

describe('the faces that Python found', () => {
  for (const golden of goldens.at('cases').items()) {
    it(`in the film of ${golden.at('name').text()}`, () => {
      const faces = readFaces(golden);
      const expected = golden.at('faces').items();
      expect(faces).toHaveLength(expected.length);
      faces.forEach((face, index) => {
        const other = expected[index];
        if (other === undefined) throw new Error('expected as many faces');
        expect(face.score).toBeCloseTo(other.at('score').number(0, 1), 5);
        const { xPx, yPx, widthPx, heightPx } = face.boxPx;
        const corners = [
          [xPx, yPx],
          [xPx + widthPx, yPx + heightPx],
        ];
        const keypoints = KEYPOINTS.map((name) => {
          const point = face.keypointsPx[name];
          return [point.xPx, point.yPx];
        });
        const close = [...points(other.at('boxPx')), ...points(other.at('keypointsPx'))].flat();
        [...corners, ...keypoints].flat().forEach((value, at) => {
          expect(Math.abs(value - (close[at] ?? NaN))).toBeLessThan(TOLERANCE_PX);
        });
      });
    });
  }
});
