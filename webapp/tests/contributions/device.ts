import { afterEach, beforeEach, vi } from 'vitest';
import { openGiving, type Giving } from '../../src/contributions/giving';
import type { ContributionServer, Refusal, Token } from '../../src/contributions/server';
import { createMemoryShelf, type Shelf } from '../../src/contributions/shelf';

/** Real receipts, by the server's own arithmetic, for the keys in the order of their use. */
export const RECEIPTS = [
  'KPQP-MRTW-FXVY-30RV-NVXR-W2SZ',
  '5J5Y-T7PJ-B3WV-09W1-RDYZ-JWZT',
  '1HJX-HN74-MEMW-ZNBN-TNQA-NQXN',
];

/** A server that stores by key, forgets by receipt, and fails as it is told. */
/** The answer of a server that is busy, and that may or may not have stored the picture. */
export const LATER = { kind: 'later', afterS: 30, mayBeStored: true } satisfies Refusal;

interface Backend {
  readonly server: ContributionServer;
  /** Labels by receipt. */
  readonly stored: Map<string, string>;
  /** What was asked, in order. */
  readonly log: string[];
  /** What is answered to the next questions. */
  readonly failures: (Refusal & { stores?: boolean })[];
  accepts: (token: Token) => boolean;
}

function createBackend(): Backend {
  const stored = new Map<string, string>();
  const log: string[] = [];
  let tokens = 0;
  const server: ContributionServer = {
    token: (former) => {
      log.push(former === undefined ? 'token' : `token after ${former.text}`);
      tokens += 1;
      const expiresAtMs = Date.now() + 3_600_000;
      return Promise.resolve({
        kind: 'token',
        token: { text: `token ${tokens}`, expiresAtMs },
      });
    },
    store: (key, { label }, token) => {
      log.push(`store ${key}`);
      if (!backend.accepts(token)) return Promise.resolve({ kind: 'unauthorised' });
      const failure = backend.failures.shift();
      const receipt = RECEIPTS[Number(key.slice(1))] ?? '';
      if (failure === undefined || failure.stores === true) stored.set(receipt, label);
      return Promise.resolve(failure ?? { kind: 'stored', receipt });
    },
    remove: (receipt) => {
      log.push(`remove ${receipt}`);
      const failure = backend.failures.shift();
      if (failure === undefined) stored.delete(receipt);
      return Promise.resolve(failure ?? { kind: 'removed' });
    },
  };
  const backend: Backend = {
    server,
    stored,
    log,
    failures: [],
    accepts: ({ text }) => text !== '',
  };
  return backend;
}

/** A person's device, with the server that it talks to. */
interface Device {
  backend: Backend;
  shelf: Shelf;
  isOffline: boolean;
  tellConnection: () => void;
  /** That of the visit now. */
  giving: Giving;
  /** Begins a visit. */
  readonly visit: (isOn?: boolean) => Promise<void>;
  /** What the list says of each picture. */
  readonly fates: () => string[];
}

/** Lets everything that is ready to go on do so. */
export const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** Gives each test of a file a new device, on which a visit has begun. */
export function setUpDevice(): Device {
  let keys: number;
  const device = {
    tellConnection: () => undefined,
    visit: async (isOn = true) => {
      device.giving = await openGiving({
        shelf: device.shelf,
        server: device.backend.server,
        alone: (work) => work(),
        tabs: { tell: () => undefined, listen: () => undefined },
        isOffline: () => device.isOffline,
        onConnection: (listener) => {
          device.tellConnection = listener;
        },
        nowMs: Date.now,
        newKey: () => `k${keys++}`,
      });
      device.giving.setOn(isOn);
    },
    fates: () => device.giving.current().entries.map(({ fate }) => fate.status),
  } as Device;

  beforeEach(async () => {
    vi.useFakeTimers();
    Object.assign(device, {
      backend: createBackend(),
      shelf: createMemoryShelf(),
      isOffline: false,
    });
    keys = 0;
    await device.visit();
    await settle();
  });
  afterEach(() => {
    device.giving.dispose();
    vi.useRealTimers();
  });
  return device;
}
