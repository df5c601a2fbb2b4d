import { useEffect, useRef, type ReactElement } from 'react';
import { OCCLUSION_CELLS, type OcclusionMap } from '../vision/index';

/** Side of the face that the network sees, and of this picture's own pixels. */
const FACE_SIDE_PX = 48;
/** Falls of this size and more are drawn in full colour; smaller ones fade. The mouth of a face that
 *  is 97 % happy to `fast` falls by 0.1, since no single part decides what a trained network says. */
const FULL_FALL = 0.15;
/** Some of the face must show through the strongest colour. */
const STRONGEST_ALPHA = 0.78;

export interface OcclusionPictureProps {
  readonly map: OcclusionMap;
  /** Whether what mattered is drawn over the face. */
  readonly isMapShown: boolean;
  readonly label: string;
}

/** The face that the network saw, and over it the parts that spoke for and against its reading. */
export function OcclusionPicture({ map, isMapShown, label }: OcclusionPictureProps): ReactElement {
  const face = useRef<HTMLCanvasElement>(null);
  const cells = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    drawPixels(face.current, FACE_SIDE_PX, greyPixels(map.grey));
  }, [map.grey]);
  useEffect(() => {
    drawPixels(cells.current, OCCLUSION_CELLS, mapPixels(map.falls, coloursOf(cells.current)));
  }, [map.falls]);
  return (
    <div className="occlusion" role="img" aria-label={label}>
      <canvas className="occlusion-face" ref={face} />
      <canvas className="occlusion-map" ref={cells} hidden={!isMapShown} />
    </div>
  );
}

type Rgb = readonly [number, number, number];

interface Colours {
  readonly towards: Rgb;
  readonly against: Rgb;
}

/** The style sheet's colours, which canvases do not know by themselves. */
function coloursOf(element: Element | null): Colours {
  const style = element === null ? undefined : getComputedStyle(element);
  return {
    towards: parseRgb(style?.getPropertyValue('--map-for') ?? ''),
    against: parseRgb(style?.getPropertyValue('--map-against') ?? ''),
  };
}

/** @param value three numbers, as the tokens write them: `255 120 40` */
function parseRgb(value: string): Rgb {
  const [red = 0, green = 0, blue = 0] = value.trim().split(/\s+/).map(Number);
  return [red, green, blue];
}

export function greyPixels(grey: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * grey.length);
  grey.forEach((level, index) => {
    pixels.set([level, level, level, 255], 4 * index);
  });
  return pixels;
}

/** One pixel a cell: its colour says for or against, its opacity how much. Cells to come are clear. */
export function mapPixels(
  falls: readonly number[],
  { towards, against }: Colours,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * OCCLUSION_CELLS * OCCLUSION_CELLS);
  falls.forEach((fall, index) => {
    const strength = Math.min(1, Math.abs(fall) / FULL_FALL);
    const [red, green, blue] = fall > 0 ? towards : against;
    pixels.set([red, green, blue, 255 * STRONGEST_ALPHA * strength], 4 * index);
  });
  return pixels;
}

/** Gives a canvas these pixels, and no more. */
export function drawPixels(
  canvas: HTMLCanvasElement | null,
  sidePx: number,
  pixels: Uint8ClampedArray<ArrayBuffer>,
): void {
  if (canvas === null) return;
  canvas.width = sidePx;
  canvas.height = sidePx;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, sidePx, sidePx), 0, 0);
}
