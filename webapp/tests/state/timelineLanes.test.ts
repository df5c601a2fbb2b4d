import { describe, expect, it } from 'vitest';
import { drawLanes } from '../../src/components/timeline/drawLanes';
import { samplesOf, LABELS, sample } from './timelineSamples';

interface Rect {
  readonly colour: unknown;
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A context that notes what is filled and written. */
function notingContext() {
  const rects: Rect[] = [];
  const texts: string[] = [];
  const context = {
    fillStyle: '' as unknown,
    font: '',
    textBaseline: '',
    fillRect: (leftPx: number, topPx: number, widthPx: number, heightPx: number) => {
      rects.push({ colour: context.fillStyle, leftPx, topPx, widthPx, heightPx });
    },
    fillText: (text: string) => texts.push(text),
    measureText: () => ({ width: 30 }),
  };
  return { context: context as unknown as CanvasRenderingContext2D, rects, texts };
}

const LOOK = {
  ground: 'ground',
  ink: 'ink',
  inkQuiet: 'inkQuiet',
  band: 'band',
  area: 'area',
  shown: 'shown',
  fontFamily: 'serif',
};

/** 100 columns of 2 px and 100 ms; lanes of 46 px: a gap of 6, a band of 34, a line of 6. */
function draw(samples: Parameters<typeof drawLanes>[3]['samples']) {
  const noted = notingContext();
  const box = { leftPx: 0, topPx: 0, widthPx: 200, heightPx: 46, scale: 2 };
  const clock = (ms: number) => `${ms / 1000} s`;
  const span = { fromMs: 0, toMs: 10_000 };
  const counts = { labelCount: LABELS.length, rowCount: LABELS.length + 2 };
  drawLanes(noted.context, box, LOOK, { samples, span, ...counts, clock });
  return noted;
}

const inLane = (rects: readonly Rect[], row: number) =>
  rects.filter(({ topPx }) => topPx >= row * 46 && topPx < (row + 1) * 46);

describe('lanes', () => {
  it('are as high as the probability, and underlined where it was said', () => {
    const { rects } = draw(samplesOf([3, 5000]));
    const happy = inLane(rects, 3);
    const sad = inLane(rects, 4);
    const areas = (of: readonly Rect[]) =>
      new Set(of.map((rect) => `${String(rect.colour)} ${rect.heightPx}`));
    // 70 % and 5 % of 34 px.
    expect(areas(happy)).toEqual(new Set(['band 34', 'shown 24', 'ink 6']));
    expect(areas(sad)).toEqual(new Set(['band 34', 'area 2']));
    const lines = happy.filter(({ colour }) => colour === 'ink');
    expect(lines.reduce((sum, { widthPx }) => sum + widthPx, 0)).toBe(100);
    const bottoms = happy
      .filter(({ colour }) => colour === 'shown')
      .map((r) => r.topPx + r.heightPx);
    expect(new Set(bottoms)).toEqual(new Set([3 * 46 + 40]));
  });

  it('are full where there is no face, and show no expression there', () => {
    const { rects } = draw(samplesOf(['noFace', 1000]));
    const none = inLane(rects, 8).filter(({ colour }) => colour === 'shown');
    expect(none.map(({ heightPx }) => heightPx)).toEqual(Array(10).fill(34));
    expect(
      inLane(rects, 3).every(({ colour, heightPx }) => colour === 'band' || heightPx === 0),
    ).toBe(true);
  });

  it('are empty in a gap', () => {
    const { rects } = draw([...samplesOf([3, 2000]), sample(6000, 2000, 3)]);
    const drawn = rects.filter(({ colour }) => colour !== 'inkQuiet');
    expect(drawn.some(({ leftPx }) => leftPx >= 40 && leftPx < 120)).toBe(false);
    expect(drawn.some(({ leftPx }) => leftPx >= 120)).toBe(true);
  });

  it('have times below them', () => {
    expect(draw([]).texts).toEqual(['0 s', '5 s', '10 s']);
  });
});
