import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHostingHandler, REPOSITORY } from '../../server/hosting.js';
import { portOf } from './portOf';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

let folder: string;
let servers: Server[] = [];
let seen: Seen[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-site-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Mien</title>');
  seen = [];
});

afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
  rmSync(folder, { recursive: true });
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

const pageServer = (api: string | undefined) =>
  listening(createServer(createHostingHandler(relative(REPOSITORY, folder), api)));

/** Stands for the functions: remembers what comes and answers 201. */
function functions(): Promise<string> {
  return listening(
    createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push({ method, url, headers, body });
        response.writeHead(201, { 'content-type': 'application/json', 'retry-after': '5' });
        response.end('{"receipt":"x"}');
      });
    }),
  );
}

describe('/api, by the rewrites of firebase.json', () => {
  it('passes method, address, headers and body on, and the answer back', async () => {
    const page = await pageServer(await functions());
    const answer = await fetch(`${page}/api/contributions`, {
      method: 'POST',
      headers: { authorization: 'Bearer m1.a.b', 'idempotency-key': 'k' },
      body: '{"label":"happy"}',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(await answer.json()).toEqual({ receipt: 'x' });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/api/contributions',
        headers: { authorization: 'Bearer m1.a.b', 'idempotency-key': 'k' },
        body: '{"label":"happy"}',
      },
    ]);
  });

  it.each([
    ['POST', '/api/contributions/token'],
    ['DELETE', '/api/contributions/7K3D-0000-0000-0000-0000-0000'],
    ['GET', '/api/models/index.json'],
    ['GET', '/api/models/fast.1/model.json'],
  ])('passes %s %s on', async (method, path) => {
    const page = await pageServer(await functions());
    expect((await fetch(page + path, { method })).status).toBe(201);
    expect(seen).toMatchObject([{ method, url: path }]);
  });

  it.each(['/api', '/api/other', '/api/contributionsx', '/models/index.json'])(
    'keeps %s to itself',
    async (path) => {
      const page = await pageServer(await functions());
      expect((await fetch(page + path)).status).toBe(404);
      expect(seen).toEqual([]);
    },
  );

  it('says so where no functions run', async () => {
    for (const [api, status] of [
      ['', 404],
      ['http://127.0.0.1:9', 503],
    ] as const) {
      const page = await pageServer(api);
      const answer = await fetch(`${page}/api/contributions/token`, { method: 'POST' });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(await answer.json()).toEqual({ error: expect.stringMatching(/\.$/) as string });
    }
  });
});
