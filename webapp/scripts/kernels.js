import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const SOURCE = fileURLToPath(new URL('../kernels/index.ts', import.meta.url));

/** Where the builds lie that are committed. */
export const KERNELS_FOLDER = fileURLToPath(
  new URL('../src/vision/compute/lean/', import.meta.url),
);

/** The builds' files, and the features of WebAssembly that each takes. */
export const KERNEL_BUILDS = {
  'kernels.wasm': ['simd', 'sign-extension', 'bulk-memory'],
  'kernels-relaxed.wasm': ['simd', 'sign-extension', 'bulk-memory', 'relaxed-simd'],
};

/**
 * What AssemblyScript makes of kernels/: the same bytes on every machine.
 *
 * @param {readonly string[]} features
 * @returns {Buffer}
 */
export function compileKernels(features) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    execFileSync(process.execPath, [
      COMPILER,
      SOURCE,
      ...['--outFile', file, '-O3', '--converge', '--noAssert'],
      ...['--runtime', 'minimal', '--use', 'abort='],
      ...features.flatMap((feature) => ['--enable', feature]),
      // Vectors pass between the kernels' functions and never leave the module.
      ...['--disableWarning', '112'],
    ]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
