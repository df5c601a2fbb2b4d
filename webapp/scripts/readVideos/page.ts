import { recognise } from '../../src/media/openFile';
import { decodedFrames } from '../../src/media/video/decoded';
import { framesInSteps } from '../../src/media/video/frames';
import { soughtFrames } from '../../src/media/video/sought';

export interface VideoJob {
  readonly file: string;
  /** The first frame of each such step; every frame if 0. */
  readonly everyMs: number;
  readonly way: 'decoded' | 'sought';
}

declare global {
  var readVideos: (jobs: readonly VideoJob[]) => Promise<[number, number][][]>;
}

globalThis.readVideos = async (jobs) => {
  const videos: [number, number][][] = [];
  for (const job of jobs) videos.push(await numbersOf(job));
  return videos;
};

async function numbersOf({ file, everyMs, way }: VideoJob): Promise<[number, number][]> {
  const response = await fetch(`frames/${file}`);
  const blob = (await recognise(await response.blob())).file;
  const source = await (way === 'decoded' ? decodedFrames(blob) : soughtFrames(blob));
  if (source === undefined) throw new Error(`expected ${file} to be decoded, it was not`);
  const numbers: [number, number][] = [];
  for await (const { frame, timeMs } of framesInSteps(source, everyMs)) {
    numbers.push([numberOf(frame), timeMs]);
    frame.close();
  }
  return numbers;
}

const BITS = 8;
const CELL_PX = 16;
const canvas = new OffscreenCanvas(BITS * CELL_PX, 64);
const context = canvas.getContext('2d', { willReadFrequently: true });

/** The number that a frame carries as eight black and white cells, least bit first. */
function numberOf(frame: CanvasImageSource): number {
  if (context === null) throw new Error('expected a canvas, got none');
  context.drawImage(frame, 0, 0);
  const { data } = context.getImageData(0, 32, BITS * CELL_PX, 1);
  return Array.from({ length: BITS }, (_, bit) =>
    (data[4 * (bit * CELL_PX + CELL_PX / 2)] ?? 0) > 128 ? 2 ** bit : 0,
  ).reduce((sum, value) => sum + value, 0);
}
