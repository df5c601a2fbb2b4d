import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
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
    expect(answer.headers.get('cache-control')).toBe('no-store');
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
    ['DELETE', '/api/contributions/7k3d%200000%200000%200000%200000%200000'],
    ['GET', '/api/contributions/'],
  ])('passes %s %s on', async (method, path) => {
    const page = await pageServer(await functions());
    expect((await fetch(page + path, { method })).status).toBe(201);
    expect(seen).toMatchObject([{ method, url: path }]);
  });

  it.each(['/api', '/api/other', '/api/contributionsx', '/api/models/index.json'])(
    'keeps %s to itself',
    async (path) => {
      const page = await pageServer(await functions());
      expect((await fetch(page + path)).status).toBe(404);
      expect(seen).toEqual([]);
    },
  );

  it('tells the functions which site was asked, and by whom, whatever the request says', async () => {
    const page = await pageServer(await functions());
    await fetch(`${page}/api/contributions/token`, {
      method: 'POST',
      headers: { 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-for': '192.0.2.7' },
    });
    const [{ headers } = { headers: {} as Seen['headers'] }] = seen;
    expect(headers['x-forwarded-host']).toBe(page.replace('http://', ''));
    expect(headers['x-forwarded-for']).toMatch(/^192\.0\.2\.7, (::ffff:)?127\.0\.0\.1$/);
  });

  describe('lets nobody out', () => {
    /** A request whose path nobody has tidied up, as fetch would; its answer's status. */
    async function ask(page: string, target: string, method = 'DELETE'): Promise<number> {
      const socket = connect(Number(new URL(page).port), '127.0.0.1');
      socket.write(
        `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
          'Content-Length: 6\r\n\r\nsecret',
      );
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      return Number(answer.split(' ')[1]);
    }

    it.each([
      '/api/contributions/%2e%2e/admin',
      '/api/contributions/%2E%2E/%2e%2e/admin',
      '/api/contributions/.%2e/admin',
      '/api/contributions/../admin',
      '/api/contributions/..',
      '/api/contributions/./token',
      '/api/contributions//token',
      '/api/contributions/..%2fadmin',
      '/api/contributions/..%2Fadmin',
      '/api/contributions/%2e%2e%2fadmin',
      '/api/contributions/%252e%252e/admin',
      '/api/contributions/..\\admin',
      '/api/contributions/..%5cadmin',
      '/api/contributions\\..\\admin',
      '/api/contributions/a/b',
      '/api/contributions/token?a=/../admin',
      '/api/contributions/token#/../admin',
      '/api/contributions/%00',
      '/api/contributions/..;/admin',
      '//127.0.0.1:1/api/contributions',
      '/\\127.0.0.1:1/api/contributions',
      'http://127.0.0.1:1/api/contributions',
      'http://localhost/api/contributions/%2e%2e/admin',
      'http:/api/contributions',
      '*',
    ])('by %s', async (target) => {
      const page = await pageServer(await functions());
      expect(await ask(page, target)).toBeGreaterThanOrEqual(300);
      expect(seen).toEqual([]);
    });

    it.each(['CONNECT', 'TRACE'])('by %s', async (method) => {
      const page = await pageServer(await functions());
      await ask(page, '127.0.0.1:1', method).catch(() => undefined);
      expect(seen).toEqual([]);
    });

    it('though it serves what is asked for plainly', async () => {
      const page = await pageServer(await functions());
      expect(await ask(page, '/api/contributions/token', 'POST')).toBe(201);
      expect(seen).toMatchObject([{ url: '/api/contributions/token', body: 'secret' }]);
    });
  });

  it.each(['nowhere', 'https://127.0.0.1:5050', 'file:///etc', '//127.0.0.1:5050'])(
    'does not start with MIEN_API=%s',
    (api) => {
      expect(() => createHostingHandler(relative(REPOSITORY, folder), api)).toThrow(
        /^MIEN_API must be an address such as/,
      );
    },
  );

  it('breaks off where the functions break off', async () => {
    const cut = await listening(
      createServer((_request, response) => {
        response.writeHead(201, { 'content-length': '100' });
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      }),
    );
    const page = await pageServer(cut);
    const answer = await fetch(`${page}/api/contributions/token`, { method: 'POST' });
    await expect(answer.text()).rejects.toThrow();
  });

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
