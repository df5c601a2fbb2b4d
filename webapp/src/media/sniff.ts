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
  ['picture', 8, 'WEBPVP'],
  // WebM and Matroska begin with an EBML header.
  ['video', 0, '\x1a\x45\xdf\xa3'],
  ['video', 0, 'OggS'],
  // QuickTime videos from before `ftyp` was there begin with one of these boxes (QuickTime File
  // Format, "Movie Atoms").
  ['video', 4, 'moov'],
  ['video', 4, 'mdat'],
  ['video', 4, 'wide'],
  ['video', 4, 'free'],
  ['video', 4, 'skip'],
];

/** Brands of HEIF files with HEVC pictures (ISO/IEC 23008-12, annex B). */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
/** Brands of AV1 pictures (AVIF 1.1, section 7). */
const AVIF_BRANDS = ['avif', 'avis'];
/** A HEIF file that says no more than that; in practice an iPhone's. */
const HEIF_BRANDS = ['mif1', 'msf1'];
/** Major brands of what is neither: Canon's raw pictures (CR3), and sounds. */
const OTHER_BRANDS = ['crx ', 'M4A ', 'M4B ', 'M4P '];

/**
 * The MIME type of a picture or video, by its first bytes; undefined for what is neither.
 *
 * @param bytes the file's first SNIFF_BYTES, or all of a shorter one
 */
export function sniffType(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, SNIFF_BYTES));
  const kind = sniff(bytes);
  if (kind === 'other') return undefined;
  if (kind === 'heic') return 'image/heic';
  if (kind === 'picture' && text.startsWith('ftyp', 4)) return 'image/avif';
  if (text.startsWith('ftypqt', 4)) return 'video/quicktime';
  return TYPES.find(([start, at]) => text.startsWith(start, at))?.[2] ?? TYPE_OF_KIND[kind];
}

const TYPES: readonly (readonly [string, number, string])[] = [
  ['\xff\xd8\xff', 0, 'image/jpeg'],
  ['\x89PNG', 0, 'image/png'],
  ['GIF8', 0, 'image/gif'],
  ['WEBPVP', 8, 'image/webp'],
  ['BM', 0, 'image/bmp'],
  ['\x1a\x45\xdf\xa3', 0, 'video/webm'],
  ['OggS', 0, 'video/ogg'],
  ['ftyp', 4, 'video/mp4'],
];
const TYPE_OF_KIND = { picture: 'image/jpeg', video: 'video/quicktime' } as const;

/** @param bytes the file's first SNIFF_BYTES, or all of a shorter one */
export function sniff(bytes: Uint8Array): FileKind {
  const text = String.fromCharCode(...bytes.subarray(0, SNIFF_BYTES));
  if (text.startsWith('ftyp', 4)) return sniffIsoMedia(text, bytes);
  if (isBmp(text, bytes)) return 'picture';
  const found = SIGNATURES.find(([, offset, signature]) => text.startsWith(signature, offset));
  return found?.[0] ?? 'other';
}

/** ISO base media files (ISO/IEC 14496-12, section 4.3) name their major and compatible brands. */
function sniffIsoMedia(text: string, bytes: Uint8Array): FileKind {
  const boxBytes = viewOf(bytes).getUint32(0);
  const end = Math.min(boxBytes, text.length);
  const major = text.slice(8, 12);
  // After the major brand comes a version, then the compatible brands.
  const brands = [major];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  const hasOne = (wanted: readonly string[]) => brands.some((brand) => wanted.includes(brand));
  if (hasOne(AVIF_BRANDS)) return 'picture';
  if (hasOne(HEIC_BRANDS) || hasOne(HEIF_BRANDS)) return 'heic';
  return OTHER_BRANDS.includes(major) ? 'other' : 'video';
}

/** Sizes of a bitmap's second header, from OS/2's of 12 bytes to Windows 98's (BITMAPV5HEADER). */
const BMP_HEADER_BYTES = [12, 16, 40, 52, 56, 64, 108, 124];
const BMP_FILE_HEADER_BYTES = 14;

/** Two letters alone may begin any text; the size of the header after them is one of a few. */
function isBmp(text: string, bytes: Uint8Array): boolean {
  if (!text.startsWith('BM') || bytes.length < BMP_FILE_HEADER_BYTES + 4) return false;
  return BMP_HEADER_BYTES.includes(viewOf(bytes).getUint32(BMP_FILE_HEADER_BYTES, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
