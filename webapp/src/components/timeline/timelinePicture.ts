import type { TimelineCopy } from '../../copy/timeline';
import type { RecordedTimeline } from '../../state/timelineExport';
import { wholeSession } from '../../state/timelineSpan';
import { summarise } from '../../state/timelineSummary';
import { drawLanes, type Look } from './drawLanes';

/** Twice the pixels, so that it stays sharp when it is enlarged or printed. */
const SCALE = 2;
/** In CSS pixels. */
const WIDTH = 720;
const PADDING = 28;
const LANE_HEIGHT = 32;
const LABEL_WIDTH = 112;
const HEADER_HEIGHT = 72;
const FOOTER_HEIGHT = 64;

export interface PictureWords {
  readonly copy: TimelineCopy;
  /** What each lane is called, in the order of `shownRows`. */
  readonly rowNames: readonly string[];
}

/**
 * A PNG of the whole session with title, date, axis and legend, 1440 px wide.
 *
 * @throws Error if the browser has no canvas to draw on or cannot encode it
 */
export async function timelinePicture(
  recorded: RecordedTimeline,
  look: Look,
  { copy, rowNames }: PictureWords,
): Promise<Blob> {
  // One more for the times.
  const lanesHeight = (rowNames.length + 1) * LANE_HEIGHT;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * SCALE;
  canvas.height = (2 * PADDING + HEADER_HEIGHT + lanesHeight + FOOTER_HEIGHT) * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('expected a 2d context to draw the timeline on, got none');

  context.fillStyle = look.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const write = (text: string, colour: string, font: string, left: number, top: number) => {
    context.fillStyle = colour;
    context.font = font;
    context.textBaseline = 'top';
    context.fillText(text, left * SCALE, top * SCALE, (WIDTH - PADDING - left) * SCALE);
  };
  const font = (size: number, weight = 400) => `${weight} ${size * SCALE}px ${look.fontFamily}`;

  const { source, startedAt, samples } = recorded;
  const labelCount = source.labels.length;
  const length = copy.clock(summarise(samples, labelCount).recordedMs);
  const model = `${source.model.name} ${source.model.version}`;
  write(copy.picture.title, look.ink, font(24, 650), PADDING, PADDING);
  const subtitle = copy.picture.subtitle(startedAt, length, model);
  write(subtitle, look.inkQuiet, font(14), PADDING, PADDING + 36);

  const lanesTop = PADDING + HEADER_HEIGHT;
  rowNames.forEach((name, row) => {
    write(name, look.ink, font(14), PADDING, lanesTop + row * LANE_HEIGHT + 10);
  });
  const box = {
    leftPx: (PADDING + LABEL_WIDTH) * SCALE,
    topPx: lanesTop * SCALE,
    widthPx: (WIDTH - 2 * PADDING - LABEL_WIDTH) * SCALE,
    heightPx: LANE_HEIGHT * SCALE,
    scale: SCALE,
  };
  drawLanes(context, box, look, {
    samples,
    span: wholeSession(samples),
    labelCount,
    rowCount: rowNames.length,
    clock: copy.clock,
  });

  const footerTop = lanesTop + lanesHeight + 20;
  write(copy.chart.legend, look.inkQuiet, font(13), PADDING, footerTop);
  write(copy.picture.caution, look.inkQuiet, font(13), PADDING, footerTop + 22);
  return encode(canvas);
}

function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('expected a PNG of the timeline, got nothing'));
      else resolve(blob);
    }, 'image/png');
  });
}
