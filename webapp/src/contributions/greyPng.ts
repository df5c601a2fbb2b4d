/**
 * A grey picture as a PNG, as functions/intake/png.py takes it: W3C Recommendation, Portable Network
 * Graphics (Second Edition). Its data lies in one stored block (RFC 1950 and 1951): packing would
 * save little of 2.4 kB, and browsers' own PNGs are in colour.
 */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Deflate with a window of 32 kB, no dictionary, fastest. */
const ZLIB_HEADER = [0x78, 0x01];
const LAST_STORED_BLOCK = 0x01;
/** Of one stored block; more would need several. */
const LONGEST_BLOCK = 0xffff;

/**
 * @param pixels grey levels, row by row; `sidePx` squared
 * @throws RangeError for another number of them, or too many for one block.
 */
export function greyPng(pixels: Uint8Array, sidePx: number): Uint8Array {
  if (pixels.length !== sidePx * sidePx || pixels.length + sidePx > LONGEST_BLOCK) {
    throw new RangeError(`expected ${sidePx} x ${sidePx} grey levels, got ${pixels.length}.`);
  }
  const header = [...bigEndian(sidePx), ...bigEndian(sidePx), 8, 0, 0, 0, 0];
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('IDAT', stored(unfilteredRows(pixels, sidePx))),
    ...chunk('IEND', []),
  ]);
}

/** Each row after the byte that names its filter: none. */
function unfilteredRows(pixels: Uint8Array, sidePx: number): number[] {
  return Array.from({ length: sidePx }, (_, row) => [
    0,
    ...pixels.subarray(row * sidePx, (row + 1) * sidePx),
  ]).flat();
}

function stored(bytes: readonly number[]): number[] {
  const { length } = bytes;
  const lengths = [length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff];
  return [...ZLIB_HEADER, LAST_STORED_BLOCK, ...lengths, ...bytes, ...bigEndian(adler32(bytes))];
}

function chunk(kind: string, content: readonly number[]): number[] {
  const named = [...Array.from(kind, (letter) => letter.charCodeAt(0)), ...content];
  return [...bigEndian(content.length), ...named, ...bigEndian(crc32(named))];
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

/** RFC 1950, 8.2. */
function adler32(bytes: readonly number[]): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return ((high << 16) | low) >>> 0;
}

/** PNG, annex D, bit by bit: 2.4 kB are checked in no time. */
function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
