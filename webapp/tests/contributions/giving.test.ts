import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openGiving, type Giving } from '../../src/contributions/giving';
import type { ContributionServer, Refusal, Token } from '../../src/contributions/server';
import { createMemoryShelf, type Shelf } from '../../src/contributions/shelf';
import { PICTURE } from './pictures';

/** Real receipts, by the server's own arithmetic, for the keys in the order of their use. */
const RECEIPTS = [
  'KPQP-MRTW-FXVY-30RV-NVXR-W2SZ',
  '5J5Y-T7PJ-B3WV-09W1-RDYZ-JWZT',
  '1HJX-HN74-MEMW-ZNBN-TNQA-NQXN',
];

/** A server that stores by key, forgets by receipt, and fails as it is told. */
function serverThat() {
  const stored = new Map<string, string>();
  const log: string[] = [];
  const state = {
    stored,
    log,
    failures: [] as (Refusal & { stores?: boolean })[],
    tokens: 0,
    accepts: (token: Token) => token.text !== '',
  };
  const server: ContributionServer = {
    token: (former) => {
      log.push(former === undefined ? 'token' : `token after ${former.text}`);
      state.tokens += 1;
      const expiresAtMs = Date.now() + 3_600_000;
      return Promise.resolve({
        kind: 'token',
        token: { text: `token ${state.tokens}`, expiresAtMs },
      });
    },
    store: (key, { label }, token) => {
      log.push(`store ${key}`);
      if (!state.accepts(token)) return Promise.resolve({ kind: 'unauthorised' });
      const failure = state.failures.shift();
      const receipt = RECEIPTS[Number(key.slice(1))] ?? '';
      if (failure === undefined || failure.stores === true) stored.set(receipt, label);
      return Promise.resolve(failure ?? { kind: 'stored', receipt });
    },
    remove: (receipt) => {
      log.push(`remove ${receipt}`);
      const failure = state.failures.shift();
      if (failure === undefined) stored.delete(receipt);
      return Promise.resolve(failure ?? { kind: 'removed' });
    },
  };
  return { ...state, state, server };
}

let backend: ReturnType<typeof serverThat>;
let shelf: Shelf;
let isOffline: boolean;
let tellConnection: () => void;
let giving: Giving;
let keys: number;

/** As a visit begins. */
async function visit(isOn = true): Promise<Giving> {
  const opened = await openGiving({
    shelf,
    server: backend.server,
    alone: (work) => work(),
    tabs: { tell: () => undefined, listen: () => undefined },
    isOffline: () => isOffline,
    onConnection: (listener) => {
      tellConnection = listener;
    },
    nowMs: Date.now,
    newKey: () => `k${keys++}`,
  });
  opened.setOn(isOn);
  return opened;
}

/** Lets everything that is ready to go on do so. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const fates = () => giving.current().entries.map(({ fate }) => fate.status);
const later: Refusal = { kind: 'later', afterS: 30, mayBeStored: true };

beforeEach(async () => {
  vi.useFakeTimers();
  backend = serverThat();
  shelf = createMemoryShelf();
  isOffline = false;
  keys = 0;
  giving = await visit();
  await settle();
});
afterEach(() => {
  giving.dispose();
  vi.useRealTimers();
});

describe('a picture that is given', () => {
  it('is stored, and its receipt is kept', async () => {
    await giving.give(PICTURE);
    await settle();
    expect(giving.current().entries[0]?.fate).toEqual({
      status: 'given',
      picture: PICTURE,
      receipt: RECEIPTS[0],
    });
    expect([...backend.stored]).toEqual([[RECEIPTS[0], 'happy']]);
  });

  it('needs no token of its own while one holds, and shows the old one for the next', async () => {
    await giving.give(PICTURE);
    await giving.give(PICTURE);
    await settle();
    expect(backend.log).toEqual(['token', 'store k0', 'store k1']);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await giving.give(PICTURE);
    await settle();
    expect(backend.log.slice(3)).toEqual(['token after token 1', 'store k2']);
  });

  it('waits without a connection and asks nothing; it goes when there is one', async () => {
    isOffline = true;
    tellConnection();
    await giving.give(PICTURE);
    await settle();
    expect(fates()).toEqual(['waiting']);
    expect(giving.current().pause?.reason).toBe('offline');
    expect(backend.log).toEqual([]);
    isOffline = false;
    tellConnection();
    await settle();
    expect(fates()).toEqual(['given']);
    expect(giving.current().pause).toBeUndefined();
  });

  it('is sent again with the same key when no answer came, after the time the server wished', async () => {
    backend.failures.push({ ...later, stores: true });
    await giving.give(PICTURE);
    await settle();
    expect(fates()).toEqual(['unsure']);
    expect(giving.current().pause?.reason).toBe('busy');
    await vi.advanceTimersByTimeAsync(29_000);
    expect(backend.log).toEqual(['token', 'store k0']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(backend.log).toEqual(['token', 'store k0', 'store k0']);
    expect(fates()).toEqual(['given']);
    expect(backend.stored.size).toBe(1);
  });

  it('keeps its time to wait from visit to visit', async () => {
    backend.failures.push(later);
    await giving.give(PICTURE);
    await settle();
    giving.dispose();
    giving = await visit();
    await settle();
    expect(backend.log).toEqual(['token', 'store k0']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(fates()).toEqual(['given']);
  });

  it('does not wait for a time that the device has moved far away by setting its clock back', async () => {
    await shelf.keepPause({ reason: 'busy', untilMs: Date.now() + 40 * 86_400_000 });
    await giving.give(PICTURE);
    await settle();
    expect(fates()).toEqual(['given']);
  });

  it('asks once an hour, and looks no more often, where the server wishes the longest wait', async () => {
    backend.failures.push({ ...later, afterS: 3600 });
    const looks = vi.spyOn(shelf, 'pause');
    await giving.give(PICTURE);
    await settle();
    looks.mockClear();
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(looks).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fates()).toEqual(['given']);
  });

  it('goes with a new token where the old one is refused, once', async () => {
    backend.state.accepts = ({ text }) => text === 'token 2';
    await giving.give(PICTURE);
    await settle();
    expect(backend.log).toEqual(['token', 'store k0', 'token after token 1', 'store k0']);
    expect(fates()).toEqual(['given']);
  });

  it('waits where the server refuses its own new tokens', async () => {
    backend.state.accepts = () => false;
    await giving.give(PICTURE);
    await settle();
    expect(backend.log).toEqual(['token', 'store k0', 'token after token 1', 'store k0']);
    expect(fates()).toEqual(['waiting']);
    expect(giving.current().pause?.reason).toBe('absent');
  });

  it('that was counted too many waits as if it had not been sent', async () => {
    backend.failures.push({ kind: 'later', afterS: 30, mayBeStored: false });
    await giving.give(PICTURE);
    await settle();
    expect(fates()).toEqual(['waiting']);
  });

  it('that is refused says why, and lets the next one pass', async () => {
    backend.failures.push({ kind: 'refused', sentence: 'Not this one.' });
    await giving.give(PICTURE);
    vi.advanceTimersByTime(1);
    await giving.give(PICTURE);
    await settle();
    expect(fates()).toEqual(['given', 'refused']);
    const refused = giving.current().entries[1];
    expect(refused?.fate).toMatchObject({ sentence: 'Not this one.' });
    await giving.dismiss(refused?.key ?? '');
    expect(fates()).toEqual(['given']);
  });

  it('stays where nobody takes pictures', async () => {
    backend.failures.push({ kind: 'absent' });
    await giving.give(PICTURE);
    await settle();
    expect(fates()).toEqual(['waiting']);
    expect(giving.current().pause?.reason).toBe('absent');
  });
});

describe('a picture that is taken back', () => {
  it('before it was sent never leaves', async () => {
    isOffline = true;
    const key = await giving.give(PICTURE);
    await giving.takeBack(key ?? '');
    isOffline = false;
    tellConnection();
    await settle();
    expect(fates()).toEqual([]);
    expect(backend.log).toEqual([]);
  });

  it('is deleted by its receipt', async () => {
    const key = await giving.give(PICTURE);
    await settle();
    await giving.takeBack(key ?? '');
    await settle();
    expect(fates()).toEqual(['gone']);
    expect(backend.log.at(-1)).toBe(`remove ${RECEIPTS[0] ?? ''}`);
    expect(backend.stored.size).toBe(0);
  });

  it('while its answer is missing is asked for by its key first, then deleted', async () => {
    backend.failures.push({ ...later, stores: true });
    const key = await giving.give(PICTURE);
    await settle();
    expect(backend.stored.size).toBe(1);
    await giving.takeBack(key ?? '');
    expect(fates()).toEqual(['recalling']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(backend.log).toEqual(['token', 'store k0', 'store k0', `remove ${RECEIPTS[0] ?? ''}`]);
    expect(fates()).toEqual(['gone']);
    expect(backend.stored.size).toBe(0);
  });

  it('goes before what is to be given, and though giving was turned off', async () => {
    const key = await giving.give(PICTURE);
    await settle();
    isOffline = true;
    await giving.takeBack(key ?? '');
    giving.setOn(false);
    await settle();
    giving.dispose();
    isOffline = false;
    giving = await visit(false);
    await settle();
    expect(fates()).toEqual(['gone']);
  });

  it('by a typed receipt is the one on the list, where it is there', async () => {
    await giving.give(PICTURE);
    await settle();
    expect(await giving.takeBackByReceipt((RECEIPTS[0] ?? '').toLowerCase())).toBe(true);
    await settle();
    expect(fates()).toEqual(['gone']);
  });

  it('by a typed receipt of another device goes too; what is no receipt does not', async () => {
    backend.stored.set(RECEIPTS[2] ?? '', 'sad');
    expect(await giving.takeBackByReceipt('ABCD')).toBe(false);
    expect(await giving.takeBackByReceipt(RECEIPTS[2] ?? '')).toBe(true);
    await settle();
    expect(backend.stored.size).toBe(0);
    expect(giving.current().entries[0]?.fate).toMatchObject({ status: 'gone', wasTyped: true });
  });
});

describe('turned off', () => {
  it('it throws away what waits, keeps receipts, and sends nothing', async () => {
    await giving.give(PICTURE);
    await settle();
    isOffline = true;
    await giving.give(PICTURE);
    giving.setOn(false);
    await settle();
    expect(fates()).toEqual(['given']);
    isOffline = false;
    tellConnection();
    await settle();
    expect(backend.log).toEqual(['token', 'store k0']);
    expect(await shelf.token()).toBeUndefined();
  });

  it('while a new pass is fetched it sends no picture again, and keeps neither', async () => {
    backend.state.accepts = () => {
      giving.setOn(false);
      return false;
    };
    await giving.give(PICTURE);
    await settle();
    expect(backend.log).toEqual(['token', 'store k0', 'token after token 1']);
    expect(fates()).toEqual([]);
    expect(await shelf.token()).toBeUndefined();
  });

  it('it takes back what is unsure, and keeps no pass for that', async () => {
    backend.failures.push({ ...later, stores: true });
    const key = await giving.give(PICTURE);
    await settle();
    giving.setOn(false);
    await settle();
    await giving.takeBack(key ?? '');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fates()).toEqual(['gone']);
    expect(await shelf.token()).toBeUndefined();
  });

  it('it does not send again what is unsure', async () => {
    backend.failures.push(later);
    await giving.give(PICTURE);
    await settle();
    giving.setOn(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fates()).toEqual(['unsure']);
    expect(backend.log).toEqual(['token', 'store k0']);
  });
});

it('a browser that keeps nothing more is reported', async () => {
  const full: Shelf = {
    ...shelf,
    change: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
  };
  shelf = full;
  giving = await visit();
  expect(await giving.give(PICTURE)).toBeUndefined();
  expect(giving.current().hasFailed).toBe(true);
});

it('a later visit does not show what is gone', async () => {
  const key = await giving.give(PICTURE);
  await settle();
  await giving.takeBack(key ?? '');
  await settle();
  giving = await visit();
  expect(fates()).toEqual([]);
});
