import { openGiving, type Giving } from './giving';
import { createServer } from './server';
import { openShelf } from './shelf';

/** The page's own address: its policy lets it ask no other. */
const ROOT = '/api/contributions';
/** Of the lock and the channel that the page's tabs share. */
const NAME = 'mien.giving';

/** The pictures given on this device, with the browser's own database, network, locks and tabs. */
export async function openGivingInBrowser(): Promise<Giving> {
  return openGiving({
    shelf: await openShelf(),
    server: createServer(ROOT),
    alone: (work) => navigator.locks.request(NAME, work),
    tabs: joinTabs(),
    isOffline: () => !navigator.onLine,
    onConnection: (listener, signal) => {
      window.addEventListener('online', listener, { signal });
      window.addEventListener('offline', listener, { signal });
    },
    nowMs: Date.now,
    newKey: () => crypto.randomUUID(),
  });
}

function joinTabs() {
  const channel = new BroadcastChannel(NAME);
  return {
    tell: () => {
      channel.postMessage('changed');
    },
    listen: (listener: () => void, signal: AbortSignal) => {
      channel.addEventListener('message', listener, { signal });
      signal.addEventListener('abort', () => {
        channel.close();
      });
    },
  };
}
