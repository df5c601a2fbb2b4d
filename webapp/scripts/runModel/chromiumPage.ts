import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { slimTensorFlow } from '../../build/tensorflow';

/** A browser that cannot be started. */
export class BrowserError extends Error {}

/**
 * What `use` returns of a page in headless Chromium: $CHROMIUM, else Playwright's own.
 *
 * @param entry TypeScript beside this file that the page runs; it sets a global named `ready`
 * @param ready name of the global
 * @param files what lies beside the page, by path
 * @throws BrowserError if there is no browser
 */
export async function inChromium<Answer>(
  { entry, ready, files }: { entry: string; ready: string; files: ReadonlyMap<string, Buffer> },
  use: (page: Page) => Promise<Answer>,
): Promise<Answer> {
  const served = new Map([...(await bundlePage(entry)), ...files]);
  const browser = await launch();
  const server = serve(served);
  try {
    const page = await browser.newPage();
    await page.goto(`${await address(server)}/index.html`);
    await page.waitForFunction((name) => name in globalThis, ready);
    return await use(page);
  } finally {
    await browser.close();
    server.close();
  }
}

/**
 * Files behind an address of their own. Playwright could answer for it too, but as one message of
 * base64 for each file, and Chromium hangs up at messages of more than 100 MiB.
 */
function serve(files: ReadonlyMap<string, Buffer>): Server {
  return createServer(({ url = '/' }, response) => {
    const body = files.get(url);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': contentType(url) });
    response.end(body);
  });
}

async function address(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('expected a port of this host');
  return `http://localhost:${bound.port}`;
}

/** The files of a page that runs an entry, by path. */
async function bundlePage(entry: string): Promise<Map<string, Buffer>> {
  const built = await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    resolve: { alias: slimTensorFlow },
    build: {
      write: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: fileURLToPath(new URL(entry, import.meta.url)),
        output: { entryFileNames: 'page.js' },
      },
    },
  });
  const files = new Map([
    ['/index.html', Buffer.from('<script type="module" src="/page.js"></script>')],
  ]);
  for (const bundle of [built].flat()) {
    if (!('output' in bundle)) continue;
    for (const file of bundle.output) {
      files.set(`/${file.fileName}`, Buffer.from(file.type === 'chunk' ? file.code : file.source));
    }
  }
  return files;
}

function contentType(path: string): string {
  if (path.endsWith('.html')) return 'text/html';
  if (path.endsWith('.js')) return 'text/javascript';
  return path.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
}

async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'];
  try {
    return await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new BrowserError(
      `expected a Chromium to prove the model in, got: ${reason}; install one, set CHROMIUM to ` +
        'its path, or run npx playwright install chromium in webapp/',
    );
  }
}
