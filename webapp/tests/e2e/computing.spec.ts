import { expect, test, type BrowserContext, type Route } from '@playwright/test';
import type { FailureCode } from '../../src/state/session';
import { needsFilms } from './films';
import {
  expectFailure,
  expectWayOn,
  openCamera,
  prepend,
  startCamera,
  waitForFrames,
  waitForReady,
} from './steps';

needsFilms();

const WORKER = '**/worker-*.js';
const WASM = '**/*.wasm';

/** Longer than the page waits for a frame's reading. */
const SILENCE_MS = 11_000;

/** The frame on which a broken worker breaks. */
const LAST_FRAME = 5;

test.describe('WebAssembly', () => {
  const cases: readonly [string, string, FailureCode, (route: Route) => Promise<void>][] = [
    [
      'is absent',
      WORKER,
      'wasmAbsent',
      (route) => prepend(route, 'delete globalThis.WebAssembly;'),
    ],
    [
      'has no SIMD',
      WORKER,
      'wasmAbsent',
      (route) => prepend(route, 'WebAssembly.validate = () => false;'),
    ],
    ['is not on the server', WASM, 'modelMissing', (route) => route.fulfill({ status: 404 })],
    ['does not come', WASM, 'network', (route) => route.abort()],
    ['is forbidden by a policy', WORKER, 'wasmBlocked', forbidWebAssembly],
    [
      'hangs',
      WORKER,
      'wasmHung',
      (route) => prepend(route, 'WebAssembly.instantiate = () => new Promise(() => undefined);'),
    ],
  ];

  for (const [what, url, code, answer] of cases) {
    test(`that ${what} is told, and starts on a second try`, async ({ page }) => {
      await page.context().route(url, answer);
      await page.goto('/');
      await expectFailure(page, code);
      await page.context().unrouteAll({ behavior: 'ignoreErrors' });
      await expectWayOn(page, code);
    });
  }
});

test.describe('a worker', () => {
  test('that cannot be loaded is told, and starts on a second try', async ({ page }) => {
    await page.context().route(WORKER, (route) => route.fulfill({ status: 404 }));
    await page.goto('/');
    await expectFailure(page, 'workerFailed');
    await page.context().unrouteAll({ behavior: 'wait' });
    await expectWayOn(page, 'workerFailed');
  });

  test('that is asked for without a connection says so, and starts when it is back', async ({
    page,
    context,
  }) => {
    await context.route(WORKER, async (route) => {
      await context.setOffline(true);
      await route.abort('internetdisconnected');
    });
    await page.goto('/');
    await expectFailure(page, 'network');
    await context.unrouteAll({ behavior: 'wait' });
    await context.setOffline(false);
    await waitForReady(page);
  });

  test('that crashes once is replaced without a word', async ({ page }) => {
    const started = await breakWorkers(page.context(), 1, 'throw new Error("simulated")');
    await openCamera(page, LAST_FRAME + 5);
    expect(started()).toBe(2);
  });

  test('that crashes twice is told, with a way on', async ({ page }) => {
    await breakWorkers(page.context(), 2, 'throw new Error("simulated")');
    await startCamera(page);
    await expectFailure(page, 'workerFailed');
    await expectWayOn(page, 'workerFailed');
  });

  test('that hangs is replaced, and told when it hangs again', async ({ page }) => {
    test.setTimeout(120_000);
    await page.clock.install();
    const started = await breakWorkers(page.context(), 2, 'for (;;);');
    await startCamera(page);
    for (const worker of [1, 2]) {
      await expect.poll(started).toBe(worker);
      await waitForFrames(page, LAST_FRAME - 1);
      // Nobody wants to wait for the watchdog here: its clock is put forward.
      await page.clock.fastForward(SILENCE_MS);
    }
    await expectFailure(page, 'workerHung');
    await expectWayOn(page, 'workerHung');
  });
});

/** Serves the worker under a policy that lacks 'wasm-unsafe-eval': the browser itself refuses. */
async function forbidWebAssembly(route: Route): Promise<void> {
  const response = await route.fetch();
  const policy = response.headers()['content-security-policy'] ?? '';
  const narrower = policy.replace(" 'wasm-unsafe-eval'", '');
  expect(narrower).not.toBe(policy);
  const headers = { ...response.headers(), 'content-security-policy': narrower };
  await route.fulfill({ response, headers });
}

/**
 * Makes the first workers run `action` on a certain frame; later ones are whole.
 *
 * @returns how many workers were started so far
 */
async function breakWorkers(
  context: BrowserContext,
  count: number,
  action: string,
): Promise<() => number> {
  let started = 0;
  const trap = `addEventListener('message', ({ data }) => {
    if (data.frameId === ${LAST_FRAME}) { ${action} }
  });`;
  await context.route(WORKER, async (route) => {
    // The page fetches the file ahead, too, which starts nothing.
    if (route.request().resourceType() !== 'script') return route.continue();
    started += 1;
    return started <= count ? prepend(route, trap) : route.continue();
  });
  return () => started;
}
