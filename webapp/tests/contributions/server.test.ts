import { describe, expect, it } from 'vitest';
import { bodyOf, createServer } from '../../src/contributions/server';
import { PICTURE } from './pictures';

const TOKEN = { text: 'm1.a.b', expiresAtMs: 0 };
const KEY = '6f1c9a5e-27b4-4d1e-9c3a-0b8f5d2e7a61';

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

/** A server that gives one answer, and what it was asked. */
function answering(answer: () => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const fetchFrom: typeof fetch = (url, init = {}) => {
    asked.push({ url: String(url instanceof Request ? url.url : url), init });
    return Promise.resolve(answer());
  };
  return { asked, server: createServer('/api/contributions', fetchFrom, () => 1000) };
}

const json = (status: number, fields: object, headers: HeadersInit = {}) =>
  new Response(JSON.stringify(fields), { status, headers });
const page = (status: number) =>
  new Response('<!doctype html><title>Not found</title>', { status });

describe('a request', () => {
  it('says of a picture what was agreed to, and nothing else', async () => {
    const { asked, server } = answering(() => json(201, { receipt: 'ABCD' }));
    expect(await server.store(KEY, PICTURE, TOKEN)).toEqual({ kind: 'stored', receipt: 'ABCD' });
    const [{ url, init } = { url: '', init: {} }] = asked;
    expect(url).toBe('/api/contributions');
    expect(init.headers).toEqual({
      Authorization: 'Bearer m1.a.b',
      'Content-Type': 'application/json',
      'Idempotency-Key': KEY,
    });
    expect(init.credentials).toBe('omit');
    const body = JSON.parse(typeof init.body === 'string' ? init.body : '') as Record<
      string,
      unknown
    >;
    expect({ ...body, face: '' }).toEqual({
      face: '',
      label: 'happy',
      model: { name: 'fast', version: '2026-11-25-abc' },
      consent: PICTURE.words,
    });
    expect(Buffer.from(String(body['face']), 'base64')).toEqual(Buffer.from(PICTURE.pixels));
  });

  it('with the longest names stays below what the server reads', () => {
    const model = { name: 'n'.repeat(40), version: 'v'.repeat(80) };
    expect(bodyOf({ ...PICTURE, model }).length).toBeLessThan(4 * 1024);
  });

  it('for a token shows the former one, if there is one', async () => {
    const { asked, server } = answering(() => json(201, { token: 'm1.c.d', expiresInS: 3600 }));
    expect(await server.token(undefined)).toEqual({
      kind: 'token',
      token: { text: 'm1.c.d', expiresAtMs: 3_601_000 },
    });
    await server.token(TOKEN);
    expect(asked.map(({ init }) => init.headers)).toEqual([{}, { Authorization: 'Bearer m1.a.b' }]);
  });

  it('to delete names the receipt alone', async () => {
    const { asked, server } = answering(() => new Response(null, { status: 204 }));
    expect(await server.remove('ABCD-EFGH')).toEqual({ kind: 'removed' });
    expect(asked.map(({ url }) => url)).toEqual(['/api/contributions/ABCD-EFGH']);
    expect(asked[0]?.init.headers).toBeUndefined();
  });
});

describe('an answer', () => {
  const sentence = 'The sentence.';
  it.each([
    [json(400, { error: sentence }), { kind: 'refused', sentence }],
    [json(413, { error: sentence }), { kind: 'refused', sentence }],
    [json(415, { error: sentence }), { kind: 'refused', sentence }],
    [json(401, { error: sentence }), { kind: 'unauthorised' }],
    [
      json(429, { error: sentence }, { 'Retry-After': '30' }),
      { kind: 'later', afterS: 30, mayBeStored: false },
    ],
    [
      json(503, { error: sentence }, { 'Retry-After': '5' }),
      { kind: 'later', afterS: 5, mayBeStored: true },
    ],
    [json(503, { error: sentence }), { kind: 'later', afterS: 60, mayBeStored: true }],
    [
      json(503, {}, { 'Retry-After': 'Fri, 27 Nov 2026 00:00:00 GMT' }),
      { kind: 'later', afterS: 60, mayBeStored: true },
    ],
    [page(502), { kind: 'later', afterS: 60, mayBeStored: true }],
    [json(201, {}), { kind: 'later', afterS: 60, mayBeStored: true }],
    [page(404), { kind: 'absent' }],
    [page(405), { kind: 'absent' }],
    [page(200), { kind: 'absent' }],
    [json(404, { error: sentence }), { kind: 'absent' }],
    [json(400, ['no sentence']), { kind: 'absent' }],
  ])('%#: its status and words decide', async (response, expected) => {
    const { server } = answering(() => response);
    expect(await server.store(KEY, PICTURE, TOKEN)).toEqual(expected);
  });

  it.each([
    ['2600000', 3600],
    ['1e999', 3600],
    ['0.001', 1],
    ['0', 60],
    ['-5', 60],
    ['soon', 60],
  ])('that asks to wait %s s is given what a queue can wait', async (asked, afterS) => {
    const { server } = answering(() => json(503, { error: sentence }, { 'Retry-After': asked }));
    expect(await server.remove('ABCD')).toEqual({ kind: 'later', afterS, mayBeStored: true });
  });

  it('that does not come, or breaks off, is none', async () => {
    const refused = answering(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await refused.server.remove('ABCD')).toEqual({ kind: 'unreachable' });
    const cut = answering(
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => {
              controller.error(new TypeError('network error'));
            },
          }),
          { status: 201 },
        ),
    );
    expect(await cut.server.store(KEY, PICTURE, TOKEN)).toEqual({ kind: 'unreachable' });
  });
});
