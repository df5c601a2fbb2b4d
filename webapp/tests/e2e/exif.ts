/**
 * A JPEG that says how its camera was held: an APP1 segment with the one EXIF tag 274 after the start
 * of the image (EXIF 2.3, sections 4.5.4 and 4.6.4).
 *
 * @param jpeg without EXIF
 * @param orientation 1 to 8
 */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const START_OF_IMAGE_BYTES = 2;
  const tiff = Buffer.alloc(26);
  // Big-endian TIFF whose first directory begins at byte 8 and has one entry.
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  // The tag, of type 3 (unsigned 16 bit), one of it, with its value in the upper half.
  tiff.writeUInt16BE(274, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([
    jpeg.subarray(0, START_OF_IMAGE_BYTES),
    head,
    content,
    jpeg.subarray(START_OF_IMAGE_BYTES),
  ]);
}
