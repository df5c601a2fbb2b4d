import { describe, expect, it } from 'vitest';
import { CAMERA_ERROR_CODES } from '../../src/camera/errors';
import { chipShift } from '../../src/components/FaceOverlay';
import { loadingText } from '../../src/components/LoadingLine';
import { wordsOf } from '../../src/components/ReadingPanel';
import { describeFaces, expressionName, FAILURES, HINTS, LIVE } from '../../src/copy';
import { VISION_ERROR_CODES } from '../../src/vision/index';
import { faceReading } from '../readings';

const LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

describe('the panel says', () => {
  it('the expression and its share', () => {
    const headline = { kind: 'face', face: faceReading() } as const;
    expect(wordsOf(headline, LABELS, '')).toEqual({ title: 'Happy 70%', help: '' });
  });

  it('that it is not sure, and why if it knows', () => {
    const face = faceReading({ certainty: 'notSure' });
    expect(wordsOf({ kind: 'face', face }, LABELS, '')).toEqual({
      title: LIVE.notSure,
      help: LIVE.notSureHelp,
    });
    const dark = { ...face, hints: ['tooDark', 'blurred'] } as const;
    expect(wordsOf({ kind: 'face', face: dark }, LABELS, '').help).toBe(HINTS.tooDark);
  });

  it('what it waits for', () => {
    expect(wordsOf({ kind: 'starting' }, LABELS, 'Loading').title).toBe('Loading');
    expect(wordsOf({ kind: 'noFace' }, LABELS, '').help).toBe(LIVE.noFaceHelp);
  });
});

describe('the words over a face', () => {
  const box = (xPx: number) => ({ xPx, yPx: 100, widthPx: 80, heightPx: 80 });
  it('are centred where there is room', () => {
    expect(chipShift(box(200), 120, 390)).toBe(0);
  });
  it('stay within the picture at both edges', () => {
    // Centred, they would begin at -60; the edge is 8.
    expect(chipShift(box(-40), 120, 390)).toBe(68);
    // Centred, they would begin at 330; the last place is 390 - 8 - 120.
    expect(chipShift(box(350), 120, 390)).toBe(-68);
  });
});

describe('the sentences', () => {
  it('cover every failure with a title, a text and a way on', () => {
    for (const code of [...CAMERA_ERROR_CODES, ...VISION_ERROR_CODES]) {
      const { title, text, action } = FAILURES[code];
      for (const words of [title, text, action]) expect(words.length).toBeGreaterThan(3);
    }
  });

  it('name expressions for people, and unknown ones by their own name', () => {
    expect(LABELS.map(expressionName)).toEqual([
      'Angry',
      'Disgusted',
      'Afraid',
      'Happy',
      'Sad',
      'Surprised',
      'Neutral',
    ]);
    expect(expressionName('contempt')).toBe('Contempt');
  });

  it('tell a screen reader how many faces there are', () => {
    expect(describeFaces([])).toBe(LIVE.noFace);
    expect(describeFaces(['Happy'])).toBe('Happy');
    expect(describeFaces(['Happy', 'Sad'])).toBe('2 faces: Happy, Sad');
  });

  it('tell how far loading has come', () => {
    const progress = {
      phase: 'downloading',
      loadedBytes: 1_240_000,
      totalBytes: 2_700_000,
    } as const;
    expect(loadingText({ status: 'loading', progress })).toBe('Loading 1.2 of 2.7 MB');
    expect(loadingText({ status: 'failed', code: 'network' })).toBe(FAILURES.network.title);
  });
});
