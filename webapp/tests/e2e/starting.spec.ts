import { expect, test } from '@playwright/test';
import { waitForReady } from './steps';

test('the page paints before it fetches weights, and then does not wait for the worker to ask', async ({
  page,
}) => {
  const html = await (await page.request.get('/')).text();
  // What lies in a template is not loaded.
  expect(html.replace(/<template[^]*<\/template>/, '')).not.toContain('rel="preload"');
  await page.goto('/');
  await waitForReady(page);
  const ahead = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .filter(({ initiatorType }) => initiatorType === 'fetch')
      .map(({ name, encodedBodySize, startTime }) => ({
        isAfterPaint:
          startTime >=
          (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
        file: name.slice(location.origin.length).replace(/-[\w-]{8,12}\./, '.'),
        bytes: encodedBodySize,
      })),
  );
  expect(ahead.map(({ file }) => file).toSorted()).toEqual([
    '/models/face_detector/weights.bin',
    '/models/fast/weights.bin',
  ]);
  for (const { bytes, isAfterPaint } of ahead) {
    expect(bytes).toBeGreaterThan(10_000);
    expect(isAfterPaint).toBe(true);
  }
});

test('a page whose script does not come says what to do', async ({ page }) => {
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByText('Mien did not start.')).toBeVisible();
  await page.unroute('**/assets/index-*.js');
  await page.reload();
  await waitForReady(page);
  await expect(page.getByText('Mien did not start.')).toHaveCount(0);
});
