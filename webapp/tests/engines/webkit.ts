import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { Builder, Capabilities } from 'selenium-webdriver';
import { portOf } from '../server/portOf';
import { findProgram, type Starter } from './engine';

/** Xvfb tells its display's number on this file descriptor. */
const DISPLAY_FD = 3;

/** WebKitGTK, the engine of Safari, by its own WebDriver on a display that nobody sees. */
export function findWebKit(): Starter {
  const driver = findProgram('WebKitWebDriver');
  const display = findProgram('Xvfb');
  const browser = process.env['MINIBROWSER'] ?? findMiniBrowser();
  if (driver === undefined || display === undefined || browser === undefined) {
    return { lacks: 'WebKitGTK: install webkit2gtk-driver and xvfb' };
  }
  return {
    start: async () => {
      const children: ChildProcess[] = [];
      const end = () => {
        for (const child of children.toReversed()) child.kill();
      };
      try {
        const number = await startDisplay(display, children);
        const port = await freePort();
        const env = {
          ...process.env,
          DISPLAY: `:${number}`,
          // There is no other user here from whom a test page is to be kept, and no GPU.
          WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
          WEBKIT_DISABLE_DMABUF_RENDERER: '1',
          LIBGL_ALWAYS_SOFTWARE: '1',
        };
        children.push(spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' }));
        await untilListening(port);
        const openSession = async () => {
          const session = await new Builder()
            .usingServer(`http://127.0.0.1:${port}`)
            .withCapabilities(capabilities(browser))
            .build();
          await session.manage().setTimeouts({ script: 50_000 });
          return session;
        };
        let session = await openSession();
        let origin: string | undefined;
        const version = (await session.getCapabilities()).getBrowserVersion() ?? '';
        return {
          version: `WebKitGTK ${version}`,
          goto: async (url) => {
            // It keeps the processes of the addresses before, which slow the next one.
            if (origin !== undefined && origin !== new URL(url).origin) {
              await session.quit();
              session = await openSession();
            }
            ({ origin } = new URL(url));
            await session.get(url);
          },
          run: async (body) => {
            const answer: unknown = await session.executeAsyncScript(
              `const done = arguments[arguments.length - 1];
               (async () => {${body}})().then(
                 (value) => done(JSON.stringify({ value })),
                 (error) => done(JSON.stringify({ error: String(error) })));`,
            );
            const { value, error } = JSON.parse(String(answer)) as {
              value?: unknown;
              error?: string;
            };
            if (error !== undefined) throw new Error(error);
            return value;
          },
          close: async () => {
            await session.quit().catch(() => undefined);
            end();
          },
        };
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}

function capabilities(browser: string): Capabilities {
  return new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': {
      binary: browser,
      args: ['--automation', '--enable-media-stream=true', '--enable-mock-capture-devices=true'],
    },
  });
}

/** Debian puts it beside its library, under the name of the machine. */
function findMiniBrowser(): string | undefined {
  for (const version of ['4.1', '6.0']) {
    const name = `libwebkit${version === '6.0' ? '' : '2'}gtk-${version}-${version === '6.0' ? 4 : 0}`;
    const listed = spawnSync('dpkg', ['-L', name], { encoding: 'utf8' });
    const found = /^\/.*\/MiniBrowser$/m.exec(listed.status === 0 ? listed.stdout : '');
    if (found !== null) return found[0];
  }
  return undefined;
}

function startDisplay(xvfb: string, children: ChildProcess[]): Promise<string> {
  const args = ['-displayfd', String(DISPLAY_FD), '-screen', '0', '800x900x24', '-nolisten', 'tcp'];
  const child = spawn(xvfb, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.stdio[DISPLAY_FD]?.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`expected a display from Xvfb, got its end with ${code ?? 'a signal'}`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isThere = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`expected WebKitWebDriver on port ${port} within ten seconds`);
}
