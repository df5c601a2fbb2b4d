import { isCutOff } from './damage';
import { MediaError } from './errors';
import { openPicture } from './openPicture';
import { openVideo, type OpenVideo } from './openVideo';
import { sniff, SNIFF_BYTES, sniffType, type FileKind } from './sniff';

/** A chosen file, ready to be shown. */
export type OpenFile =
  | {
      readonly kind: 'photo';
      readonly bitmap: ImageBitmap;
      /** Opens the file again, once the first one has been handed on. @throws MediaError */
      readonly decode: () => Promise<ImageBitmap>;
      /** The file ends before the picture does: a part of it is missing. */
      readonly isCutOff: boolean;
      /** It has more than one picture. */
      readonly isAnimation: boolean;
    }
  | { readonly kind: 'video'; readonly video: OpenVideo };

/** What a file is, by its first bytes. */
export interface RecognisedFile {
  readonly kind: Exclude<FileKind, 'other'>;
  /** The same bytes, under the type that they have. */
  readonly file: Blob;
}

/** @throws MediaError `emptyFile`, `unreadableFile` or `notPictureOrVideo` */
export async function recognise(file: Blob): Promise<RecognisedFile> {
  if (file.size === 0) throw new MediaError('emptyFile', 'expected a file with bytes, got none.');
  const start = await readStart(file);
  const kind = sniff(start);
  if (kind !== 'other') return { kind, file: withType(file, start) };
  throw new MediaError(
    'notPictureOrVideo',
    `expected a picture or a video, got a file that begins with ${toHex(start)}.`,
  );
}

/**
 * What a person chose, decoded on the device.
 *
 * @throws MediaError
 */
export async function openFile(chosen: Blob): Promise<OpenFile> {
  const { kind, file } = await recognise(chosen);
  if (kind === 'video') return { kind: 'video', video: await openVideo(file) };
  const animation = await openAnimation(file);
  const decode = async () =>
    (await animation?.firstShown(file)) ?? openPicture(file, kind === 'heic');
  return {
    kind: 'photo',
    bitmap: await decode(),
    decode,
    isCutOff: await isCutOff(file),
    isAnimation: animation !== undefined,
  };
}

/** What reads animations, if the file is one; loaded for files that may be. */
async function openAnimation(file: Blob) {
  if (file.type === 'image/jpeg') return undefined;
  try {
    const animation = await import('./animation');
    return (await animation.isAnimation(file)) ? animation : undefined;
  } catch {
    // Gone with a deploy: the file's first picture is shown.
    return undefined;
  }
}

/**
 * The same bytes under the type that they have: Safari refuses to show a blob of none or of another,
 * as files from chats and cloud folders often are.
 */
function withType(file: Blob, start: Uint8Array): Blob {
  const type = sniffType(start);
  return type === undefined || file.type === type ? file : file.slice(0, file.size, type);
}

async function readStart(file: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
  } catch (error) {
    throw new MediaError(
      'unreadableFile',
      `expected a file of ${file.size} bytes, but they cannot be read. Is it still there?`,
      { cause: error },
    );
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
