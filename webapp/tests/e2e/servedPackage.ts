import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from '@playwright/test';
import { buildPackage } from './builtPackage';

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));

/** Serves the built package to the tests of a file, as `npm run example` does; its pages are at `address`. */
export function servePackage(): { readonly address: string } {
  const served = { address: '' };
  let server: ChildProcess;

  test.beforeAll(async () => {
    // It builds the core, beside another test's browser.
    test.setTimeout(180_000);
    await buildPackage();
    server = spawn(process.execPath, ['examples/serve.js'], {
      cwd: WEBAPP,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    served.address = await readAddress(server);
  });

  test.afterAll(async () => {
    server.kill();
    await once(server, 'exit');
  });
  return served;
}

/** The address that the example's server says. */
async function readAddress({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('expected a server whose words can be read');
  for await (const line of createInterface(stdout)) {
    const [found] = /http:\S+/.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error('expected the address of the example, got an end');
}
