import { describe, expect, it } from 'vitest';
import { fitLetterbox, letterboxSquare } from '../../../src/vision/crops/letterbox';
import { anchorCentres } from '../../../src/vision/faces/anchors';
import { decodeDetections, type RawDetection } from '../../../src/vision/faces/decode';
import { toFrame } from '../../../src/vision/faces/detection';
import { suppressWeighted } from '../../../src/vision/faces/suppress';

const SHORT_RANGE = { strides: [8, 16, 16, 16], offset: 0.5 };

describe('anchorCentres', () => {
  const centres = anchorCentres(128, SHORT_RANGE);

  it('gives 896 anchors: 2 in each of 16 x 16 cells, 6 in each of 8 x 8', () => {
    expect(centres).toHaveLength(2 * 896);
    const count = (x: number, y: number) =>
      Array.from({ length: 896 }, (_, anchor) => anchor).filter(
        (anchor) => centres[2 * anchor] === x && centres[2 * anchor + 1] === y,
      ).length;
    expect(count(0.5 / 16, 0.5 / 16)).toBe(2);
    expect(count(15.5 / 16, 3.5 / 16)).toBe(2);
    expect(count(7.5 / 8, 0.5 / 8)).toBe(6);
  });

  it('goes along rows first', () => {
    expect(Array.from(centres.slice(0, 6))).toEqual([1, 1, 1, 1, 3, 1].map((n) => n / 32));
    expect(Array.from(centres.slice(64, 66))).toEqual([1, 3].map((n) => n / 32));
    expect(Array.from(centres.slice(2 * 512, 2 * 512 + 2))).toEqual([1 / 16, 1 / 16]);
  });
});

describe('decodeDetections', () => {
  const anchors = Float32Array.of(0.25, 0.75, 0.5, 0.5);
  const boxes = new Float32Array(2 * 16);
  // Centre +12.8, -12.8; size 25.6 x 51.2; first keypoint -6.4, +6.4; the last one 0, 64.
  boxes.set([12.8, -12.8, 25.6, 51.2, -6.4, 6.4], 0);
  boxes.set([0, 64], 14);

  it('adds offsets in input pixels to the anchor', () => {
    const [face, ...others] = decodeDetections(boxes, Float32Array.of(2, -9), anchors, 128, 0.5);
    expect(others).toEqual([]);
    expect(face?.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    const [left, top, right, bottom, x0, y0] = face?.coordinates ?? [];
    expect([left, top, right, bottom]).toEqual(
      [0.25, 0.45, 0.45, 0.85].map((value) => expect.closeTo(value, 6) as number),
    );
    expect([x0, y0]).toEqual([expect.closeTo(0.2, 6), expect.closeTo(0.8, 6)]);
    expect(face?.coordinates.slice(14)).toEqual([0.25, 1.25]);
    expect(face?.coordinates).toHaveLength(16);
  });

  it('keeps a score that just reaches the threshold', () => {
    expect(decodeDetections(boxes, Float32Array.of(0, -1e-3), anchors, 128, 0.5)).toHaveLength(1);
  });

  it('drops boxes turned inside out', () => {
    const inverted = boxes.slice();
    inverted[2] = -1;
    expect(decodeDetections(inverted, Float32Array.of(5, -9), anchors, 128, 0.5)).toEqual([]);
  });

  it('stays finite for logits beyond the limit', () => {
    const faces = decodeDetections(boxes, Float32Array.of(1e9, -1e9), anchors, 128, 0.5);
    expect(faces.map(({ score }) => score)).toEqual([1]);
  });
});

describe('suppressWeighted', () => {
  const face = (score: number, left: number, top: number, side: number): RawDetection => ({
    score,
    coordinates: [left, top, left + side, top + side, left, top],
  });

  it('averages overlapping faces by score, keypoints too, and keeps the best score', () => {
    const [merged, ...others] = suppressWeighted(
      [face(0.6, 0.12, 0.1, 0.4), face(0.9, 0.1, 0.1, 0.4)],
      0.3,
    );
    expect(others).toEqual([]);
    expect(merged?.score).toBe(0.9);
    const left = (0.9 * 0.1 + 0.6 * 0.12) / 1.5;
    const expected = [left, 0.1, left + 0.4, 0.5, left, 0.1];
    expect(merged?.coordinates).toEqual(
      expected.map((value) => expect.closeTo(value, 12) as number),
    );
  });

  it('keeps faces apart that overlap by no more than the threshold, best first', () => {
    // Two unit squares, one shifted by half a side, overlap by 1/3.
    const pair = [face(0.7, 0.5, 0, 1), face(0.8, 0, 0, 1)];
    expect(suppressWeighted(pair, 1 / 3 + 1e-9).map(({ score }) => score)).toEqual([0.8, 0.7]);
    expect(suppressWeighted(pair, 1 / 3 - 1e-9)).toHaveLength(1);
  });

  it('measures overlap with the best box, not with the average', () => {
    // Each neighbour overlaps the next one, but the third does not overlap the first.
    const chain = [face(0.9, 0, 0, 1), face(0.8, 0.4, 0, 1), face(0.7, 0.8, 0, 1)];
    expect(suppressWeighted(chain, 0.3).map(({ score }) => score)).toEqual([0.9, 0.7]);
  });

  it('gives nothing for nothing', () => {
    expect(suppressWeighted([], 0.3)).toEqual([]);
  });
});

describe('the letterbox', () => {
  const square: RawDetection = {
    score: 1,
    coordinates: [0.25, 0.5, 0.75, 0.625, ...Array.from({ length: 12 }, () => 0.5)],
  };

  it('puts a landscape frame between two black bars', () => {
    const letterbox = fitLetterbox(640, 480, 128);
    expect(letterbox).toMatchObject({ leftPx: 0, topPx: 16, widthPx: 128, heightPx: 96 });
    // Square y 0.5 is the frame's middle, 0.625 lies 16 square px = 80 frame px below.
    expect(toFrame(square, letterboxSquare(letterbox)).boxPx).toEqual({
      xPx: 160,
      yPx: 240,
      widthPx: 320,
      heightPx: 80,
    });
  });

  it('puts a portrait frame beside them', () => {
    const letterbox = fitLetterbox(480, 640, 128);
    expect(letterbox).toMatchObject({ leftPx: 16, topPx: 0, widthPx: 96, heightPx: 128 });
    const { boxPx, keypointsPx } = toFrame(square, letterboxSquare(letterbox));
    expect(boxPx).toEqual({ xPx: 80, yPx: 320, widthPx: 320, heightPx: 80 });
    expect(keypointsPx.noseTip).toEqual({ xPx: 240, yPx: 320 });
  });
});
