/** What tells an animation stands before its first picture, or after a GIF's first colours. */
const START_BYTES = 4096;

/**
 * Whether a file has several pictures, one after the other: a GIF, PNG, WebP or AVIF that moves. False
 * also for what cannot be told.
 */
export async function isAnimation(file: Blob): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, START_BYTES).arrayBuffer());
  const text = Array.from(start, (byte) => String.fromCharCode(byte)).join('');
  // The extension that says how often it is repeated (GIF89a, application extension).
  if (text.startsWith('GIF8')) return text.includes('NETSCAPE2.0');
  // Animation control comes before the picture's data (PNG, third edition, section 11.3.6.1).
  if (text.startsWith('\x89PNG')) return text.slice(0, indexOr(text, 'IDAT')).includes('acTL');
  // The animation bit of the extended header (WebP container specification).
  if (text.startsWith('WEBPVP8X', 8)) return ((start[20] ?? 0) & 0b10) !== 0;
  // The brand of image sequences (AVIF 1.1, section 7).
  return text.startsWith('ftypavis', 4);
}

function indexOr(text: string, word: string): number {
  const index = text.indexOf(word);
  return index === -1 ? text.length : index;
}

/** A picture is drawn so small to see whether there is anything in it. */
const SEEN_PX = 32;
/** No more pictures are looked at, so that it takes no longer than a moment. */
const MOST_PICTURES = 60;
/** A picture whose brightest and darkest grey lie no further apart shows nothing. */
const BLANK_GREY = 8;

/**
 * The first picture of an animation that is not blank; undefined where this browser cannot look for it
 * (no ImageDecoder: Safari before 26, Firefox before 133) or none is.
 *
 * @param file of the type that its bytes have
 */
export async function firstShown(file: Blob): Promise<ImageBitmap | undefined> {
  if (!('ImageDecoder' in globalThis)) return undefined;
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: file.type });
  try {
    await decoder.tracks.ready;
    const count = Math.min(MOST_PICTURES, decoder.tracks.selectedTrack?.frameCount ?? 0);
    for (let frameIndex = 0; frameIndex < count; frameIndex += 1) {
      const { image } = await decoder.decode({ frameIndex });
      const bitmap = isBlank(image) ? undefined : await createImageBitmap(image);
      image.close();
      if (bitmap !== undefined) return bitmap;
    }
    return undefined;
  } catch {
    // The image element shows what it can, or says that it cannot.
    return undefined;
  } finally {
    decoder.close();
  }
}

function isBlank(picture: VideoFrame): boolean {
  const context = new OffscreenCanvas(SEEN_PX, SEEN_PX).getContext('2d');
  if (context === null) return false;
  context.drawImage(picture, 0, 0, SEEN_PX, SEEN_PX);
  const { data } = context.getImageData(0, 0, SEEN_PX, SEEN_PX);
  const greens = data.filter((_, index) => index % 4 === 1);
  return Math.max(...greens) - Math.min(...greens) <= BLANK_GREY;
}
