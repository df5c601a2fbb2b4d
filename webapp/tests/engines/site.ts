import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHostingHandler, REPOSITORY } from '../../server/hosting.js';
import { portOf } from '../server/portOf';
import { VIDEO } from './faces';

/** Where a site has a video of one face, for what is chosen there. */
export const VIDEO_URL = '/video.webm';

/** The built page at an address of its own, so that nothing is kept of another test's. */
export interface Site {
  readonly url: string;
  /** Takes the server away. */
  close(): void;
}

let folder: string | undefined;

/** A copy of the built page that asks for a script before its own. It outlives what still asks for it. */
function copyOnce(): string {
  if (folder !== undefined) return folder;
  const built = fileURLToPath(new URL('../../dist/', import.meta.url));
  const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(join(cache, 'engines-'));
  process.on('exit', () => {
    rmSync(made, { recursive: true, force: true });
  });
  cpSync(built, made, { recursive: true });
  const index = join(made, 'index.html');
  const html = readFileSync(index, 'utf8');
  writeFileSync(index, html.replace('<head>', '<head><script src="/before.js"></script>'));
  folder = made;
  return made;
}

/** @param before a script that runs before the page's own: not every driver can inject one */
export async function openSite(before: string): Promise<Site> {
  const host = createHostingHandler(relative(REPOSITORY, copyOnce()));
  const server = createServer((request, response) => {
    if (request.url === '/before.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(before);
    } else if (request.url === VIDEO_URL) {
      response.writeHead(200, { 'content-type': 'video/webm' });
      response.end(readFileSync(VIDEO));
    } else {
      host(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${portOf(server)}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
