/** What a file is: a name and a browser's guess from it can be wrong, its first bytes seldom are. */
export type FileKind = 'picture' | 'heic' | 'video' | 'other';

/** So many bytes tell every kind; brands of ISO media files lie within the first of their boxes. */
export const SNIFF_BYTES = 64;

/** Fixed bytes at an offset, as the WHATWG's MIME Sniffing Standard (section 6) lists them. */
const SIGNATURES: readonly (readonly [FileKind, number, string])[] = [
  ['picture', 0, '\xff\xd8\xff'],
  ['picture', 0, '\x89PNG\r\n\x1a\n'],
  ['picture', 0, 'GIF87a'],
  ['picture', 0, 'GIF89a'],
  ['picture', 0, 'BM'],
  ['picture', 8, 'WEBPVP'],
  // WebM and Matroska begin with an EBML header.
  ['video', 0, '\x1a\x45\xdf\xa3'],
  ['video', 0, 'OggS'],
];

/** Brands of HEIF files with HEVC pictures (ISO/IEC 23008-12, annex B). */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
/** Brands of AV1 pictures (AVIF 1.1, section 7). */
const AVIF_BRANDS = ['avif', 'avis'];
/** A HEIF file that says no more than that; in practice an iPhone's. */
const HEIF_BRANDS = ['mif1', 'msf1'];

/** @param bytes the file's first SNIFF_BYTES, or all of a shorter one */
export function sniff(bytes: Uint8Array): FileKind {
  const text = String.fromCharCode(...bytes.subarray(0, SNIFF_BYTES));
  if (text.startsWith('ftyp', 4)) return sniffIsoMedia(text, bytes);
  const found = SIGNATURES.find(([, offset, signature]) => text.startsWith(signature, offset));
  return found?.[0] ?? 'other';
}

/** ISO base media files (ISO/IEC 14496-12, section 4.3) name their major and compatible brands. */
function sniffIsoMedia(text: string, bytes: Uint8Array): FileKind {
  const boxBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = Math.min(boxBytes, text.length);
  // After the major brand comes a version, then the compatible brands.
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  const hasOne = (wanted: readonly string[]) => brands.some((brand) => wanted.includes(brand));
  if (hasOne(AVIF_BRANDS)) return 'picture';
  if (hasOne(HEIC_BRANDS) || hasOne(HEIF_BRANDS)) return 'heic';
  return 'video';
}
