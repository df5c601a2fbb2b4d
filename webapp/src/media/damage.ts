/** More is no camera's JPEG, PNG or WebP, and would take long to look through. */
const MAX_BYTES = 100e6;

/**
 * Whether a picture's file ends before the picture does, as one that was not copied to its end.
 * Browsers show what there is of it and say nothing. False also for what cannot be told.
 */
export async function isCutOff(file: Blob): Promise<boolean> {
  if (file.size > MAX_BYTES) return false;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const startsWith = (text: string, at = 0) =>
    Array.from(text).every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
  if (startsWith('\xff\xd8\xff')) return isJpegCutOff(bytes, view);
  if (startsWith('\x89PNG\r\n\x1a\n')) return isPngCutOff(view);
  if (startsWith('RIFF') && startsWith('WEBP', 8)) return view.getUint32(4, true) + 8 > file.size;
  return false;
}

/** Start of scan, and end of image (ITU-T T.81, table B.1). */
const SOS = 0xda;
const EOI = 0xd9;

/** Without the end of image after the first scan, within which no marker's bytes occur by chance. */
function isJpegCutOff(bytes: Uint8Array, view: DataView): boolean {
  let at = 2;
  // Segments tell their lengths; that of a thumbnail has an end of its own, which does not count.
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== SOS) {
    // Fill bytes (B.1.1.2).
    at += bytes[at + 1] === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  for (let end = bytes.indexOf(0xff, at); end !== -1; end = bytes.indexOf(0xff, end + 1)) {
    if (bytes[end + 1] === EOI) return false;
  }
  return true;
}

const PNG_SIGNATURE_BYTES = 8;
/** Length, type and checksum (PNG, third edition, section 5.3). */
const PNG_CHUNK_BYTES = 12;
const IEND = 0x49454e44;

function isPngCutOff(view: DataView): boolean {
  let at = PNG_SIGNATURE_BYTES;
  while (at + PNG_CHUNK_BYTES <= view.byteLength) {
    if (view.getUint32(at + 4) === IEND) return false;
    at += PNG_CHUNK_BYTES + view.getUint32(at);
  }
  return true;
}
