import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { WEBAPP } from './paths';

const PREFIX = 'packed:';
const KERNELS = join(WEBAPP, 'src/vision/compute/lean');
const MODELS = join(WEBAPP, 'public/models');

/**
 * Gives `packed:` modules, as package/packed.d.ts declares them: files within scripts, which every
 * bundler, content delivery network and Node takes along.
 *
 * @param workerScript the whole worker, for `packed:worker`
 */
export function packedFiles(workerScript: string): Plugin {
  return {
    name: 'packed-files',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id.replaceAll('/', '-')}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const name = id.slice(PREFIX.length + 1);
      if (name === 'worker') return exported(pack(Buffer.from(workerScript)));
      if (name.startsWith('kernels'))
        return exported(pack(readFileSync(join(KERNELS, `${name}.wasm`))));
      return packModel(name.replace('model-', ''));
    },
  };
}

/** A module with a model's manifest and files. */
export function packModel(name: string): string {
  const folder = join(MODELS, name);
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const files = readdirSync(folder)
    .filter((file) => file !== 'manifest.json')
    .map((file) => [file, pack(readFileSync(join(folder, file)))] as const);
  return (
    `export const manifest = ${JSON.stringify(manifest)};\n` +
    `export const files = ${JSON.stringify(Object.fromEntries(files))};\n`
  );
}

function pack(bytes: Buffer): string {
  return deflateRawSync(bytes, { level: 9 }).toString('base64');
}

function exported(text: string): string {
  return `export default ${JSON.stringify(text)};\n`;
}
