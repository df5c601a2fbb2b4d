import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostingHandler, REPOSITORY } from '../../server/hosting.js';
import { portOf } from './portOf';

const SITE = {
  'index.html': '<!doctype html><title>Mien</title>',
  'manifest.webmanifest': '{}',
  'assets/index-abc123.js': 'export {};',
  'assets/kernels-abc123.wasm': '\0asm\u0001\0\0\0',
  'models/index.json': '{}',
  'models/five_layer/manifest.json': '{}',
  'models/five_layer/model.json': '{}',
  'models/five_layer/group1-shard1of1.abc123.bin': 'weights',
};

let folder: string;
let server: Server;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mien-site-'));
  for (const [path, content] of Object.entries(SITE)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  server = createServer(createHostingHandler(relative(REPOSITORY, folder)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${portOf(server)}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function head(path: string): Promise<Headers> {
  const response = await fetch(origin + path);
  expect(response.status, path).toBe(200);
  await response.arrayBuffer();
  return response.headers;
}

describe('the headers of firebase.json', () => {
  const policyOf = async (path: string) => {
    const policy = (await head(path)).get('content-security-policy') ?? '';
    return new Map(
      policy.split(';').map((directive) => {
        const [name = '', ...sources] = directive.trim().split(' ');
        return [name, sources] as const;
      }),
    );
  };

  it('let nothing in or out but the page itself', async () => {
    const policy = await policyOf('/');
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('connect-src')).toEqual(["'self'"]);
    expect(policy.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    for (const directive of ['object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
      expect(policy.get(directive), directive).toEqual(["'none'"]);
    }
    expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(policy.get('trusted-types')).toEqual(['default']);
    policy.delete('require-trusted-types-for');
    policy.delete('trusted-types');
    for (const [name, sources] of policy) {
      for (const source of sources) {
        expect(["'none'", "'self'", "'wasm-unsafe-eval'", 'blob:'], name).toContain(source);
      }
    }
  });

  it.each(Object.keys(SITE))('guard %s', async (path) => {
    const headers = await head(`/${path}`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('permissions-policy')).toContain('camera=(self), microphone=()');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each([
    '/',
    '/index.html',
    '/manifest.webmanifest',
    '/models/index.json',
    '/models/five_layer/manifest.json',
    '/models/five_layer/model.json',
  ])('have %s asked for again each time', async (path) => {
    expect((await head(path)).get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/assets/index-abc123.js',
    '/assets/kernels-abc123.wasm',
    '/models/five_layer/group1-shard1of1.abc123.bin',
  ])('keep %s for good, since its name changes with its content', async (path) => {
    expect((await head(path)).get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('give WebAssembly the type that streaming compilation needs', async () => {
    const headers = await head('/assets/kernels-abc123.wasm');
    expect(headers.get('content-type')).toContain('application/wasm');
  });
});

describe('a file that is not there', () => {
  it.each(['/models/five_layer/missing.bin', '/models/gone/manifest.json', '/no-such-page'])(
    'answers %s with 404 and never with the start page',
    async (path) => {
      const response = await fetch(origin + path);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('Mien');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );
});

it('says what to do where nothing was built', () => {
  expect(() => createHostingHandler('webapp/no-such-folder')).toThrow(/npm run build/);
});
