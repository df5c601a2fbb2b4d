import { describe, expect, it } from 'vitest';
import { CAMERA_ERROR_CODES } from '../../src/camera/errors';
import { chipShift } from '../../src/components/FaceOverlay';
import { loadingText } from '../../src/components/LoadingLine';
import { wordsOf } from '../../src/components/wordsOf';
import { chooseLanguage, LANGUAGES, type Copy } from '../../src/copy';
import { EN } from '../../src/copy/en';
import type { Headline } from '../../src/state/headline';
import type { ReadingKind } from '../../src/state/liveReading';
import { VISION_ERROR_CODES } from '../../src/vision/index';
import { faceReading } from '../readings';

const LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

/** What the panel says of a frame of the camera, or of a picture by itself. */
function say(headline: Headline, copy: Copy = EN, kind: ReadingKind = 'stream') {
  return wordsOf(headline, { waiting: 'Loading', kind, copy });
}

describe('the panel says', () => {
  it('the expression and its share', () => {
    const headline = { kind: 'face', face: faceReading() } as const;
    expect(say(headline)).toEqual({ title: 'Happy 70%', help: '' });
  });

  it('that it is not sure, and why if it knows', () => {
    const face = faceReading({ sure: false });
    expect(say({ kind: 'face', face })).toEqual({
      title: EN.live.notSure,
      help: EN.live.notSureHelp,
    });
    const dark = { ...face, hints: ['tooDark', 'blurred'] } as const;
    expect(say({ kind: 'face', face: dark }).help).toBe(EN.hints.tooDark);
  });

  it('that the picture is frozen, where a face is read all the same', () => {
    const words = (face = faceReading()) =>
      wordsOf({ kind: 'face', face }, { waiting: '', kind: 'stream', trouble: 'frozen', copy: EN });
    expect(words()).toEqual({ title: 'Happy 70%', help: EN.live.frozen });
    expect(words(faceReading({ hints: ['tooDark'] })).help).toBe(EN.hints.tooDark);
  });

  it('what it waits for', () => {
    expect(say({ kind: 'starting' }).title).toBe('Loading');
    expect(say({ kind: 'noFace' }).help).toBe(EN.live.noFaceHelp);
    expect(say({ kind: 'noFace' }, EN, 'still').title).toBe(EN.live.noFaceInFile);
  });
});

describe('the words over a face', () => {
  const shift = (xPx: number, yPx: number, heightPx = 32) =>
    chipShift(
      { xPx, yPx, widthPx: 80, heightPx: 80 },
      { widthPx: 120, heightPx },
      { widthPx: 390, heightPx: 200 },
    );
  it('are centred above it where there is room', () => {
    expect(shift(200, 100)).toEqual({ xPx: 0, yPx: -40 });
  });
  it('stay within the picture at both sides', () => {
    // Centred, they would begin at -60; the edge is 8.
    expect(shift(-40, 100).xPx).toBe(68);
    // Centred, they would begin at 330; the last place is 390 - 8 - 120.
    expect(shift(350, 100).xPx).toBe(-68);
  });
  it('are below a face at the upper edge, nearer to it the larger they are', () => {
    expect(shift(200, 39).yPx).toBe(88);
    expect(shift(200, 60, 64).yPx).toBeGreaterThan(0);
  });
  it('are not behind the panel in a low picture', () => {
    // They end at 200 - 0.75 * 64.
    expect(shift(200, 60, 64).yPx).toBe(200 - 112 - 60);
  });
});

describe.each(Object.values(LANGUAGES))('the sentences in $languageName', (copy) => {
  it('cover every failure with a title, a text and a way on', () => {
    for (const code of [...CAMERA_ERROR_CODES, ...VISION_ERROR_CODES]) {
      const { title, text, action } = copy.failures[code];
      for (const words of [title, text, action]) expect(words.length).toBeGreaterThan(3);
    }
  });

  it('name every expression by a word of its own', () => {
    const names = LABELS.map(copy.expressionName);
    expect(new Set(names).size).toBe(LABELS.length);
    for (const name of names) expect(name).toMatch(/^\p{Lu}/u);
    expect(copy.expressionName('contempt')).toBe('Contempt');
  });

  it('are all there', () => {
    for (const [path, sentence] of sentencesOf(copy)) {
      expect(sentence.trim(), path).not.toBe('');
      expect(sentence, path).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

/** Every sentence that needs no values, with its place. */
function sentencesOf(value: unknown, path = 'copy'): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => sentencesOf(inner, `${path}.${key}`));
}

describe('the sentences', () => {
  it('are not English in German', () => {
    const german = new Map(sentencesOf(LANGUAGES.de));
    // Names and technical words are the same in both.
    const same = sentencesOf(EN).filter(
      ([path, english]) => english.includes(' ') && german.get(path) === english,
    );
    expect(same.map(([path]) => path)).toEqual(['copy.about.detectorSource']);
  });

  it('write numbers as each language does', () => {
    expect(EN.percent(0.984)).toBe('98%');
    expect(LANGUAGES.de.percent(0.984)).toBe('98\u00a0%');
    expect(EN.megabytes(2_460_000)).toBe('2.5');
    expect(LANGUAGES.de.megabytes(2_460_000)).toBe('2,5');
  });

  it('tell a screen reader how many faces there are', () => {
    expect(EN.describeFaces([])).toBe(EN.live.noFace);
    expect(EN.describeFaces(['Happy'])).toBe('Happy');
    expect(EN.describeFaces(['Happy', 'Sad'])).toBe('2 faces: Happy, Sad');
  });

  it('tell how far loading has come', () => {
    const progress = {
      phase: 'downloading',
      loadedBytes: 1_240_000,
      totalBytes: 2_700_000,
    } as const;
    expect(loadingText({ status: 'loading', progress }, EN)).toBe('Loading 1.2 of 2.7 MB');
    expect(loadingText({ status: 'failed', code: 'network' }, EN)).toBe(EN.failures.network.title);
  });
});

describe('the language', () => {
  it('is the first wanted one that the page speaks, else English', () => {
    expect(chooseLanguage(['de-AT', 'en'])).toBe('de');
    expect(chooseLanguage(['fr', 'DE'])).toBe('de');
    expect(chooseLanguage(['fr-FR', 'en-GB', 'de'])).toBe('en');
    expect(chooseLanguage(['constructor', 'fr'])).toBe('en');
    expect(chooseLanguage([])).toBe('en');
  });
});
