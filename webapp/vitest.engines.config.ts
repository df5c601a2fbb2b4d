/** The page in every engine that this machine has: `npm run engines`, after a build. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/engines/*.engine.ts'],
    globalSetup: ['tests/engines/faces.ts'],
    // Engines that compute at the same time starve each other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that starves a browser once is not the page's fault.
    retry: 1,
    reporters: ['verbose'],
  },
});
