import { describe, expect, it } from 'vitest';
import { fastestBackend } from '../../src/vision';
import type { BackendChoice, BackendMeasurement } from '../../src/vision';
import type { CandidateResult } from '../../src/vision/backends/candidate';
import { judge } from '../../src/vision/backends/judge';
import type { ProbeAnswers } from '../../src/vision/backends/probe';

function measured(choice: BackendChoice, faceMs: number): BackendMeasurement {
  return {
    status: 'measured',
    choice,
    backend: choice,
    faceMs,
    detectMs: faceMs / 2,
    classifyMs: faceMs / 2,
    warmUpMs: 100,
    logitDifference: 0,
  };
}

function refused(choice: BackendChoice): BackendMeasurement {
  return { status: 'refused', choice, reason: 'absent', logitDifference: undefined };
}

describe('the fastest back end', () => {
  it('is WebAssembly unless a GPU takes four fifths of its time or less', () => {
    const wasm = measured('wasm', 10);
    expect(fastestBackend([wasm, measured('webgl', 8.1), measured('webgpu', 9)])).toBe('wasm');
    expect(fastestBackend([wasm, measured('webgl', 8), measured('webgpu', 9)])).toBe('webgl');
    expect(fastestBackend([wasm, measured('webgl', 8), measured('webgpu', 3)])).toBe('webgpu');
  });

  it('is WebAssembly where no GPU can be used', () => {
    expect(fastestBackend([measured('wasm', 10), refused('webgl'), refused('webgpu')])).toBe(
      'wasm',
    );
    expect(fastestBackend([measured('wasm', 10)])).toBe('wasm');
  });
});

const REFERENCE: ProbeAnswers = {
  logits: Float32Array.of(1, -2, 3),
  detections: Float32Array.of(0.5, 40),
};

describe('a candidate', () => {
  const result: CandidateResult = {
    status: 'measured',
    backend: 'webgl',
    warmUpMs: 250,
    frames: [
      { detect: 5, classify: 3 },
      { detect: 4, classify: 2 },
      { detect: 30, classify: 20 },
    ],
    answers: REFERENCE,
  };

  it('is told by its medians', () => {
    expect(judge('webgl', result, REFERENCE)).toEqual({
      status: 'measured',
      choice: 'webgl',
      backend: 'webgl',
      faceMs: 8,
      detectMs: 5,
      classifyMs: 3,
      warmUpMs: 250,
      logitDifference: 0,
    });
  });

  it.each([
    ['logits', { ...REFERENCE, logits: Float32Array.of(1, -2.02, 3) }, 0.02],
    ['boxes', { ...REFERENCE, detections: Float32Array.of(0.5, 40.3) }, 0],
    ['a number that is none', { ...REFERENCE, logits: Float32Array.of(1, NaN, 3) }, Infinity],
    ['too few numbers', { ...REFERENCE, logits: Float32Array.of(1) }, Infinity],
  ])('that differs in %s is refused', (_, answers, difference) => {
    const judged = judge('webgl', { ...result, answers }, REFERENCE);
    expect(judged).toMatchObject({ status: 'refused', reason: 'differs' });
    if (Number.isFinite(difference)) expect(judged.logitDifference).toBeCloseTo(difference, 5);
    else expect(judged.logitDifference).toBe(Infinity);
  });

  it('that differs by what no one sees is not', () => {
    const answers = {
      logits: Float32Array.of(1.009, -2, 3),
      // A box of 40 may be off by five thousandths of itself.
      detections: Float32Array.of(0.5, 40.19),
    };
    expect(judge('webgl', { ...result, answers }, REFERENCE).status).toBe('measured');
  });

  it('that refused says why', () => {
    expect(judge('webgpu', { status: 'refused', reason: 'hung' }, REFERENCE)).toEqual({
      status: 'refused',
      choice: 'webgpu',
      reason: 'hung',
      logitDifference: undefined,
    });
  });
});
