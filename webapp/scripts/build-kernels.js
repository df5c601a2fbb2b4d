/**
 * `npm run build:kernels`: compiles kernels/ into src/vision/compute/lean/. The results are committed, so
 * that the page can be built without the compiler; tests/build/kernels.test.ts compares them.
 */
import { writeFileSync } from 'node:fs';
import { compileKernels, KERNEL_BUILDS, KERNELS_FOLDER } from './kernels.js';

for (const [file, features] of Object.entries(KERNEL_BUILDS)) {
  const bytes = compileKernels(features);
  writeFileSync(KERNELS_FOLDER + file, bytes);
  console.log(`${file}: ${bytes.length} bytes`);
}
