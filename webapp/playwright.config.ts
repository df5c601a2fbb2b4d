import { defineConfig, devices } from '@playwright/test';
import { browserWithFilm } from './tests/e2e/films';
import { API_PORT } from './tests/e2e/intake';

const PORT = process.env['E2E_PORT'] ?? '5190';

/**
 * The built page, served as Firebase Hosting serves it, in a real browser with a fake camera.
 * `make test` names the browser in CHROMIUM; without it Playwright's own is used.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/drawFilms.ts',
  outputDir: 'test-results',
  reporter: 'list',
  // Each test's browser computes; alone it leaves a part of two cores idle, more than two would
  // starve each other.
  workers: 2,
  timeout: 60_000,
  // What fails twice is wrong; a machine that starves a browser once is not the page's fault, and
  // the report calls such a test flaky.
  retries: 1,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: {
    baseURL: `http://localhost:${PORT}`,
    // Filming every test would cost a third of its time on two cores; one picture tells enough.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    // Tests that change what the server answers must not be answered from the device.
    serviceWorkers: 'block',
    launchOptions: browserWithFilm('one'),
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      testMatch: ['reading.spec.ts', 'mirror.spec.ts', 'accessibility.spec.ts'],
      use: {
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 3,
        userAgent: devices['Pixel 7'].userAgent,
        hasTouch: true,
        isMobile: true,
      },
    },
  ],
  webServer: {
    command: 'node server/start.js',
    // giving.spec.ts starts what answers there; for the others nobody does.
    env: { PORT, MIEN_API: `http://127.0.0.1:${API_PORT}` },
    url: `http://localhost:${PORT}`,
    reuseExistingServer: false,
    // It builds the page first.
    timeout: 180_000,
  },
});
