/** The vision core without the page, for other sites: `npm run build:core`. See docs/embedding.md. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { collectPackages } from './build/bundledPackages.ts';
import { slimTensorFlow } from './build/tensorflow.ts';
import { packageFiles } from './scripts/buildCore/packageFiles.ts';
import { plainWorkerUrl } from './scripts/buildCore/plainWorkerUrl.ts';

const packages = new Set<string>();

export default defineConfig({
  // Files find each other wherever the folder is put.
  base: './',
  publicDir: false,
  resolve: { alias: slimTensorFlow },
  // TF.js asks for Node's; webpack answers that it is there, and leaves the name undefined.
  define: { __filename: 'undefined' },
  plugins: [plainWorkerUrl(), collectPackages(packages), packageFiles(packages)],
  // Not Vite's library mode: it writes every asset into the script as a data: URL.
  build: {
    outDir: 'dist-core',
    target: ['es2022', 'safari16.4', 'chrome111', 'firefox115'],
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: fileURLToPath(new URL('src/vision/index.ts', import.meta.url)),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'mien.js' },
      // Nearly all the time goes to tsc, which is known.
      checks: { bundlerTimings: false },
    },
  },
  worker: { format: 'es', plugins: () => [collectPackages(packages)] },
});
