import { downloadJson, downloadVerified, type DownloadOptions } from './download';
import { folderUrl } from './folderUrl';
import type { ModelFile } from './manifest';

/** Where the detector and an expression model come from. */
export type ModelFolders =
  /** Absolute address of the folder with `index.json`. */
  { readonly url: string } | UnpackedModels;

/** Models that came as modules. */
export interface UnpackedModels {
  readonly detector: UnpackedModel;
  readonly expression: UnpackedModel;
}

/** The complete files of a model's folder, by name. */
export interface UnpackedModel {
  readonly manifest: unknown;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** One model's folder. */
export interface ModelFolder {
  /** For messages. */
  readonly name: string;
  readonly manifest: () => Promise<unknown>;
  readonly file: (file: ModelFile) => Promise<Uint8Array>;
}

/** A folder that is downloaded, each file checked against its manifest. */
export function folderAt(url: URL, options: DownloadOptions): ModelFolder {
  return {
    name: url.href,
    manifest: () => downloadJson(new URL('manifest.json', url), { signal: options.signal }),
    file: (file) => downloadVerified(url, file, options),
  };
}

/** The folder `name` among all models. */
export function folderIn(url: string, name: string, options: DownloadOptions): ModelFolder {
  return folderAt(folderUrl(name, folderUrl(url)), options);
}

/** A folder that came complete, with nothing to check. */
export function folderOf(
  { manifest, files }: UnpackedModel,
  options: DownloadOptions,
): ModelFolder {
  return {
    name: 'package',
    manifest: () => Promise.resolve(manifest),
    file: ({ path, bytes }) => {
      options.onBytes?.(bytes);
      return Promise.resolve(files[path] ?? new Uint8Array());
    },
  };
}
