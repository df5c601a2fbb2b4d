import { fileURLToPath } from 'node:url';
import type { Alias } from 'vite';

/**
 * What a bundle takes in place of whole TF.js: its base and the operations that image networks use.
 * The page is built with it, and the converter's proof in Chromium, so that a network that needs
 * another operation is refused at its export and not on a phone. Tests in Node run whole TF.js.
 */
export const slimTensorFlow: Alias[] = [
  { find: /^@tensorflow\/tfjs-core$/, replacement: sourceFile('core.ts') },
  {
    find: '@tensorflow/tfjs-core/dist/ops/ops_for_converter',
    replacement: sourceFile('operations.ts'),
  },
];

function sourceFile(name: string): string {
  return fileURLToPath(new URL(`../src/vision/compute/tfjs/${name}`, import.meta.url));
}
