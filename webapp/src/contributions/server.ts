import type { Picture } from './entry';
import { boundedWaitS } from './waiting';

/** `/api/contributions` as docs/contributions.md describes it; each call comes back, whatever happens. */

/** Side of a picture, as functions/intake/layout.py has it. */
export const PICTURE_SIDE_PX = 48;

/** An answer that is not what was asked for. */
export type Refusal =
  /** It will never be taken; why, in the server's words. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** The token is missing, old or not the server's. */
  | { readonly kind: 'unauthorised' }
  /** Later, and not before that many seconds; the server may have stored it all the same. */
  | { readonly kind: 'later'; readonly afterS: number; readonly mayBeStored: boolean }
  /** There is no such service at this address. */
  | { readonly kind: 'absent' }
  /** No answer came. */
  | { readonly kind: 'unreachable' };

/** A pass of the server: it says nothing of who holds it. */
export interface Token {
  readonly text: string;
  readonly expiresAtMs: number;
}

export interface ContributionServer {
  /** @param former the last one, expired or not: the server then counts the day's pictures together */
  token(former: Token | undefined): Promise<Refusal | { kind: 'token'; token: Token }>;
  store(
    key: string,
    picture: Picture,
    token: Token,
  ): Promise<Refusal | { kind: 'stored'; receipt: string }>;
  remove(receipt: string): Promise<Refusal | { kind: 'removed' }>;
}

/** Hosting gives a function 60 s; after that nobody answers. */
const PATIENCE_MS = 65_000;
/** Where the server says nothing of when to come back. */
const LATER_S = 60;
const REFUSED = [400, 413, 415];

/**
 * @param root `/api/contributions` of the page's own address
 * @param fetchFrom the browser's fetch
 */
export function createServer(
  root: string,
  fetchFrom: typeof fetch = (...asked) => fetch(...asked),
  nowMs: () => number = Date.now,
): ContributionServer {
  const ask = (path: string, init: RequestInit) =>
    exchange(() =>
      fetchFrom(root + path, {
        ...init,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    );
  return {
    async token(former) {
      const headers = former === undefined ? {} : bearer(former);
      const answer = await ask('/token', { method: 'POST', headers });
      if (answer.kind !== 'good') return answer;
      const text = answer.field('token');
      const lifeS = answer.field('expiresInS');
      if (typeof text !== 'string' || typeof lifeS !== 'number') return { kind: 'absent' };
      return { kind: 'token', token: { text, expiresAtMs: nowMs() + lifeS * 1000 } };
    },
    async store(key, picture, token) {
      const answer = await ask('', {
        method: 'POST',
        headers: {
          ...bearer(token),
          'Content-Type': 'application/json',
          'Idempotency-Key': key,
        },
        body: bodyOf(picture),
      });
      if (answer.kind !== 'good') return answer;
      const receipt = answer.field('receipt');
      if (typeof receipt === 'string') return { kind: 'stored', receipt };
      return { kind: 'later', afterS: LATER_S, mayBeStored: true };
    },
    async remove(receipt) {
      const answer = await ask(`/${encodeURIComponent(receipt)}`, { method: 'DELETE' });
      return answer.kind === 'good' ? { kind: 'removed' } : answer;
    },
  };
}

/** All that a request says of a picture. */
export function bodyOf({ pixels, label, model, words }: Picture): string {
  const face = btoa(String.fromCharCode(...pixels));
  const { name, version } = model;
  return JSON.stringify({ face, label, model: { name, version }, consent: words });
}

function bearer({ text }: Token): Record<string, string> {
  return { Authorization: `Bearer ${text}` };
}

interface Good {
  readonly kind: 'good';
  /** A field of the answer; undefined where there is none. */
  readonly field: (name: string) => unknown;
}

async function exchange(send: () => Promise<Response>): Promise<Good | Refusal> {
  let response: Response;
  let text: string;
  try {
    response = await send();
    text = await response.text();
  } catch {
    // No connection, a broken one, or no answer in time: fetch does not tell them apart.
    return { kind: 'unreachable' };
  }
  const { status, headers } = response;
  const json = parseObject(text);
  const field = (name: string): unknown =>
    json === undefined ? undefined : Reflect.get(json, name);
  if (status === 204 || (status === 201 && json !== undefined)) return { kind: 'good', field };
  if (status === 429 || status >= 500) {
    const asked = Number(headers.get('Retry-After') ?? LATER_S);
    return {
      kind: 'later',
      afterS: boundedWaitS(asked > 0 ? asked : LATER_S),
      mayBeStored: status !== 429,
    };
  }
  const sentence = field('error');
  if (typeof sentence !== 'string') return { kind: 'absent' };
  if (status === 401) return { kind: 'unauthorised' };
  return REFUSED.includes(status) ? { kind: 'refused', sentence } : { kind: 'absent' };
}

/** The JSON object in a text; undefined where there is none, as in a page that a host sends instead. */
function parseObject(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
