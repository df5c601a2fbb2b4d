import { describe, expect, it } from 'vitest';
import { sniff } from '../../src/media/sniff';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** An ISO media file's first box: its size, `ftyp`, the major brand, a version, other brands. */
function isoMedia(major: string, ...compatible: string[]): Uint8Array {
  const size = 16 + 4 * compatible.length;
  return bytes(`\0\0\0${String.fromCharCode(size)}ftyp${major}\0\0\0\0${compatible.join('')}moov`);
}

describe('a file is told by its first bytes', () => {
  it.each([
    ['JPEG', bytes('\xff\xd8\xff\xe0\0\x10JFIF'), 'picture'],
    ['PNG', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'picture'],
    ['GIF', bytes('GIF89a\x01\0'), 'picture'],
    ['WebP', bytes('RIFF\x24\0\0\0WEBPVP8 '), 'picture'],
    ['BMP', bytes('BM\x36\0'), 'picture'],
    ['AVIF', isoMedia('avif', 'mif1', 'miaf'), 'picture'],
    ['AVIF that names itself second', isoMedia('mif1', 'avif', 'miaf'), 'picture'],
    ['HEIC', isoMedia('heic', 'mif1', 'heic'), 'heic'],
    ['HEIC that names itself second', isoMedia('mif1', 'heic'), 'heic'],
    ['HEIC in a sequence', isoMedia('msf1', 'hevc'), 'heic'],
    ['MP4', isoMedia('isom', 'iso2', 'avc1', 'mp41'), 'video'],
    ['QuickTime', isoMedia('qt  '), 'video'],
    ['WebM', bytes('\x1a\x45\xdf\xa3\x9fB\x86\x81'), 'video'],
    ['PDF', bytes('%PDF-1.7'), 'other'],
    // Drawn by a program in the file, which may load others.
    ['SVG', bytes('<svg xmlns='), 'other'],
    ['nothing', new Uint8Array(), 'other'],
    ['the first byte of a JPEG', bytes('\xff'), 'other'],
    ['sound in RIFF', bytes('RIFF\x24\0\0\0WAVEfmt '), 'other'],
  ])('%s', (_, start, kind) => {
    expect(sniff(start)).toBe(kind);
  });

  it('no further than its first box: a brand beyond it is none', () => {
    const movie = isoMedia('isom', 'mp41');
    expect(sniff(new Uint8Array([...movie, ...bytes('heic')]))).toBe('video');
  });

  it('wherever they lie in memory', () => {
    const shifted = new Uint8Array([0, 0, 0, ...isoMedia('heic', 'mif1')]).subarray(3);
    expect(sniff(shifted)).toBe('heic');
  });
});
