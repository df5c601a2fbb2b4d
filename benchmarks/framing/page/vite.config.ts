/** Builds the page out of the product's own modules: webapp/node_modules/.bin/vite build --config */
import { fileURLToPath } from 'node:url';
import { slimTensorFlow } from '../../../webapp/build/tensorflow';

const webapp = fileURLToPath(new URL('../../../webapp/node_modules/', import.meta.url));

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  // The page's own packages, wherever this folder lies.
  resolve: {
    alias: [...slimTensorFlow, { find: /^@tensorflow\//, replacement: `${webapp}@tensorflow/` }],
  },
  build: { target: 'es2022', assetsInlineLimit: 0, emptyOutDir: true },
};
