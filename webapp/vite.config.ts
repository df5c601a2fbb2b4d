import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { putWeightsAhead } from './build/ahead.ts';
import { keepBudget } from './build/budget.ts';
import { collectPackages, licencesFile } from './build/bundledPackages.ts';
import { serviceWorker, WORKBOX } from './build/precache.ts';
import { privacyPage } from './build/privacyPage.ts';
import { slimTensorFlow } from './build/tensorflow.ts';

// The service worker is built last, after the list of licences.
const packages = new Set<string>(WORKBOX);

export default defineConfig(({ command }) => ({
  // Vitest serves; its Node runs whole TF.js, which lies outside the bundle.
  resolve: { alias: command === 'build' ? slimTensorFlow : [] },
  plugins: [
    react(),
    collectPackages(packages),
    licencesFile(packages),
    putWeightsAhead(),
    privacyPage(),
    serviceWorker(),
    keepBudget(),
  ],
  build: {
    target: ['es2022', 'safari16.4', 'chrome111', 'firefox115'],
    // A hashed file of its own is cached for good; data: URLs would need a wider policy.
    assetsInlineLimit: 0,
    // Which files belong to a part that is loaded later: build/parts.ts.
    manifest: true,
  },
  worker: { format: 'es', plugins: () => [collectPackages(packages)] },
  test: {
    environment: 'node',
    // A busy machine takes its time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
  },
}));
