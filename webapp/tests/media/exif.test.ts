import { describe, expect, it } from 'vitest';
import { withOrientation } from '../e2e/exif';

/** The smallest of JPEGs that FFmpeg would write: only its beginning and end. */
const JPEG = Buffer.from('ffd8' + 'ffe000104a46494600010200000100010000' + 'ffd9', 'hex');

describe('a JPEG that says how its camera was held', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('by orientation %i', (orientation) => {
    // Segment, length 34 with itself, "Exif", TIFF header (Motorola's order, first directory at 8),
    // one entry: tag 0x0112, SHORT, one, the value; no further directory.
    const segment =
      'ffe10022' +
      '457869660000' +
      '4d4d002a00000008' +
      '0001' +
      `0112000300000001000${orientation}0000` +
      '00000000';
    const bytes = withOrientation(JPEG, orientation);
    expect(bytes.toString('hex')).toBe(
      JPEG.toString('hex', 0, 2) + segment + JPEG.toString('hex', 2),
    );
  });
});
