import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileKernels, KERNEL_BUILDS, KERNELS_FOLDER } from '../../scripts/kernels.js';

describe.each(Object.entries(KERNEL_BUILDS))('the committed %s', (file, features) => {
  it('is what the compiler makes of kernels/', { timeout: 60_000 }, () => {
    const committed = readFileSync(KERNELS_FOLDER + file);
    expect(committed.equals(compileKernels(features))).toBe(true);
  });
});
