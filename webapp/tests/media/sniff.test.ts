import { describe, expect, it } from 'vitest';
import { sniff, SNIFF_BYTES, sniffType, type FileKind } from '../../src/media/sniff';

/**
 * What files begin with, in hex, and how many of these bytes it takes to tell. Those that name no
 * other source were written by FFmpeg.
 */
const BEGINNINGS: readonly (readonly [string, FileKind, number, string])[] = [
  ['JPEG', 'picture', 3, 'ffd8ffe000104a46494600010200000100010000fffe0010'],
  ['JPEG of a camera, EXIF first', 'picture', 3, 'ffd8ffe1001e45786966000049492a00'],
  ['PNG', 'picture', 8, '89504e470d0a1a0a0000000d494844520000004000000030'],
  ['GIF', 'picture', 6, '47494638396140003000f71f310000002400004800006c00'],
  ['GIF of 1987, by its specification', 'picture', 6, '4749463837614000300080'],
  ['WebP', 'picture', 14, '52494646b00200005745425056503820a4020000f0120000'],
  ['BMP', 'picture', 18, '424d36240000000000003600000028000000400000003000'],
  ['AVIF', 'picture', 12, '00000020667479706176696600000000617669666d6966316d6961664d413141'],
  [
    'AVIF by its second brand, by AVIF 1.1',
    'picture',
    24,
    '0000001c667479706d696631000000006d696631617669666d696166',
  ],
  [
    'HEIC of an iPhone',
    'heic',
    12,
    '000000246674797068656963000000006d6966314d6948424d6948416865697868656963',
  ],
  [
    'HEIC sequence, by ISO/IEC 23008-12',
    'heic',
    12,
    '00000018667479706d73663100000000686576636d736631',
  ],
  [
    'HEIF of an unnamed codec, by ISO/IEC 23008-12',
    'heic',
    12,
    '00000014667479706d696631000000006d696631',
  ],
  ['MP4', 'video', 8, '000000206674797069736f6d0000020069736f6d69736f32617663316d703431'],
  ['QuickTime', 'video', 8, '00000014667479707174202000000200717420200000000877696465'],
  [
    'QuickTime without brands, by its specification',
    'video',
    8,
    '0000000877696465000005ac6d646174',
  ],
  ['WebM', 'video', 4, '1a45dfa39f4286810142f7810142f2810442f381084282847765626d'],
  ['Matroska', 'video', 4, '1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b61'],
  ['Ogg', 'video', 4, '4f67675300020000000000000000455d37810000000015bd5da5012a807468656f7261'],
];

/** What browsers do not show, or what is neither picture nor video. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['TIFF', '49492a00751d0000e90015ff0000ff0000ff0000ff0000ff'],
  ['AVI', '524946462c1f0000415649204c495354381200006864726c'],
  ['MPEG transport stream', '474011100042f0250001c10000ff01ff0001fc8014481201'],
  ['a sound in RIFF', '524946462400000057415645666d7420'],
  ['a sound in MP4', '0000001c667479704d344120000002004d34412069736f6d69736f32'],
  ["Canon's raw picture", '000000186674797063727820000000016372782069736f6d'],
  // Drawn by a program in the file, which may load others.
  ['SVG', hexOf('<svg xmlns="http://www.w3.org/2000/svg">')],
  ['PDF', hexOf('%PDF-1.7\n')],
  ['a text', hexOf('BMX bikes and BMW cars, a comparison')],
  ['nothing', ''],
];

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

describe('sniff', () => {
  it.each(BEGINNINGS)('tells %s: %s, by %i bytes and no fewer', (_name, kind, enough, hex) => {
    const bytes = bytesOf(hex);
    expect(sniff(bytes)).toBe(kind);
    for (let length = 0; length <= bytes.length; length += 1) {
      expect(sniff(bytes.subarray(0, length)) === kind).toBe(length >= enough);
    }
  });

  it.each(OTHERS)('does not take %s for a picture or a video', (_name, hex) => {
    expect(sniff(bytesOf(hex))).toBe('other');
  });

  it('looks at the beginning only, wherever it lies in memory', () => {
    const heic = bytesOf('000000186674797068656963000000006d69663168656963');
    const memory = new Uint8Array(500);
    memory.set(heic, 333);
    expect(sniff(memory.subarray(333))).toBe('heic');
    expect(sniff(memory.subarray(333, 333 + SNIFF_BYTES))).toBe('heic');
    expect(sniff(memory)).toBe('other');
  });

  it('takes nothing beyond the first box for a brand', () => {
    const start = '000000146674797069736f6d0000020069736f6d';
    expect(sniff(bytesOf(`${start}${hexOf('avif')}${hexOf('heic')}`))).toBe('video');
  });
});

describe('the type of a file', () => {
  it.each([
    ['JPEG', 'image/jpeg'],
    ['PNG', 'image/png'],
    ['GIF', 'image/gif'],
    ['WebP', 'image/webp'],
    ['BMP', 'image/bmp'],
    ['AVIF', 'image/avif'],
    ['HEIC of an iPhone', 'image/heic'],
    ['MP4', 'video/mp4'],
    ['QuickTime', 'video/quicktime'],
    ['QuickTime without brands, by its specification', 'video/quicktime'],
  ])('%s: %s', (name, type) => {
    const hex = BEGINNINGS.find(([each]) => each === name)?.[3] ?? '';
    expect(sniffType(Uint8Array.from(Buffer.from(hex, 'hex')))).toBe(type);
  });

  it('of a text is unknown', () => {
    expect(sniffType(new TextEncoder().encode('Dear diary'))).toBeUndefined();
  });
});
