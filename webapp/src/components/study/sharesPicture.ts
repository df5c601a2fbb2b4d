import type { Copy } from '../../copy';
import type { StudyCopy } from '../../copy/study';
import type { StudyTable } from '../../study/exports';
import type { StudyFile } from '../../study/files';
import { countOf, mergeTallies, type Tally } from '../../study/tally';
import { NO_FACE, NOT_SURE } from '../../table/columns';
import { shareClass, sharesOf, shownName } from './shares';

/** Twice the pixels, so that it stays sharp when it is enlarged or printed. */
const SCALE = 2;
/** In CSS pixels. */
const WIDTH = 720;
const PADDING = 28;
const HEADER = 72;
const LEGEND_LINE = 24;
const ROW = 28;
const NAME = 208;
const COUNT = 72;
const FOOTER = 44;
/** More bars than this cannot be read; the other files are one bar together. */
const MOST_BARS = 60;

interface Bar {
  readonly name: string;
  readonly tally: Tally;
  readonly isBold: boolean;
}

/**
 * A PNG with a bar for each file: what was shown in which part of its rows, 1440 px wide.
 *
 * @param element that has the part's colours
 * @throws Error if the browser has no canvas to draw on or cannot encode it
 */
export async function sharesPicture(
  { files, source }: StudyTable,
  at: Date,
  element: Element,
  words: { readonly copy: StudyCopy; readonly page: Copy },
): Promise<Blob> {
  const { copy, page } = words;
  const { labels, model } = source;
  const bars = barsOf(files, copy);
  const shown = [...labels, NOT_SURE, NO_FACE];
  const legendLines = Math.ceil(shown.length / 5);
  const barsTop = PADDING + HEADER + legendLines * LEGEND_LINE + 16;
  const height = barsTop + bars.length * ROW + FOOTER + PADDING;

  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('expected a 2d context to draw the shares on, got none');
  context.scale(SCALE, SCALE);
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const [ink, quiet] = [colour('--ink'), colour('--ink-quiet')];
  const fill = (one: string) => colour(`--${shareClass(one, labels)}`);
  const write = (text: string, left: number, top: number, width: number, look: TextLook) => {
    context.fillStyle = look.colour;
    context.font = `${look.weight ?? 400} ${look.size}px ${style.fontFamily}`;
    context.textBaseline = 'top';
    context.textAlign = look.align ?? 'left';
    context.fillText(shortened(context, text, width), left, top);
  };

  context.fillStyle = colour('--surface');
  context.fillRect(0, 0, WIDTH, height);
  const wide = WIDTH - 2 * PADDING;
  write(copy.picture.title, PADDING, PADDING, wide, { colour: ink, size: 24, weight: 650 });
  const all = countOf(mergeTallies(files.map(({ tally }) => tally)));
  const read = files.filter(({ tally }) => countOf(tally) > 0).length;
  const subtitle = copy.picture.subtitle(at, read, all, `${model.name} ${model.version}`);
  write(subtitle, PADDING, PADDING + 36, wide, { colour: quiet, size: 14 });

  shown.forEach((one, index) => {
    const left = PADDING + (index % 5) * (wide / 5);
    const top = PADDING + HEADER + Math.floor(index / 5) * LEGEND_LINE;
    context.fillStyle = fill(one);
    context.fillRect(left, top + 2, 14, 14);
    write(shownName(one, copy, page.expressionName), left + 22, top + 1, wide / 5 - 28, {
      colour: ink,
      size: 14,
    });
  });

  bars.forEach(({ name, tally, isBold }, index) => {
    const top = barsTop + index * ROW;
    const weight = isBold ? 650 : 400;
    write(name, PADDING, top + 6, NAME - 16, { colour: ink, size: 14, weight });
    let left = PADDING + NAME;
    for (const { shown: one, part } of sharesOf(tally, labels)) {
      const width = part * (wide - NAME - COUNT);
      context.fillStyle = fill(one);
      context.fillRect(left, top + 5, width, ROW - 10);
      left += width;
    }
    const count = copy.rows(countOf(tally));
    write(count, WIDTH - PADDING, top + 7, COUNT, { colour: quiet, size: 12, align: 'right' });
  });
  const footTop = height - PADDING - 16;
  write(copy.picture.caution, PADDING, footTop, wide, { colour: quiet, size: 13 });
  return encode(canvas);
}

interface TextLook {
  readonly colour: string;
  readonly size: number;
  readonly weight?: number;
  readonly align?: CanvasTextAlign;
}

/** All files together, then each; where there are too many, the rest as one. */
function barsOf(files: readonly StudyFile[], copy: StudyCopy): Bar[] {
  const read = files.filter(({ tally }) => countOf(tally) > 0);
  const one = ({ name, tally }: StudyFile) => ({ name, tally, isBold: false });
  const sum = (some: readonly StudyFile[]) => mergeTallies(some.map(({ tally }) => tally));
  const rest = read.slice(MOST_BARS);
  return [
    { name: copy.picture.all, tally: sum(read), isBold: true },
    ...read.slice(0, MOST_BARS).map(one),
    ...(rest.length > 0
      ? [{ name: copy.picture.rest(rest.length), tally: sum(rest), isBold: false }]
      : []),
  ];
}

/** A text that fits, its middle left out: files of a folder differ at their ends. */
function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  for (let kept = text.length - 1; kept > 1; kept -= 1) {
    const half = Math.floor(kept / 2);
    const short = `${text.slice(0, kept - half)}…${text.slice(text.length - half)}`;
    if (context.measureText(short).width <= width) return short;
  }
  return '…';
}

function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('expected a PNG of the shares, got nothing'));
      else resolve(blob);
    }, 'image/png');
  });
}
