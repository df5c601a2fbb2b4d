import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import type { RgbaImage } from '../../src/vision/crops/crop';

/** A PNG's pixels; pictures without alpha get 255. */
export function readPng(file: string | URL): RgbaImage {
  const { data, width, height } = PNG.sync.read(readFileSync(file));
  return { data: new Uint8ClampedArray(data), width, height };
}
