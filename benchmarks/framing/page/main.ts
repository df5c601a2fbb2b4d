/**
 * Reads frames that the command serves, one after the other, and sends back what was found:
 * index.html?reader=mien&model=fast&frames=100. The peers' code comes from its own packages, as
 * it is.
 */
import { fetchFrame } from './frames';
import type { TrainingGeometry } from './framings';
import type { Reader } from './readers';

/** Answers sent at once: what a run that is cut off loses at most. */
const BATCH = 20;

async function main(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const reader = await loadReader(query);
  const count = Number(query.get('frames'));
  let answers: unknown[] = [];
  let next = fetchFrame(0);
  for (let index = 0; index < count; index += 1) {
    const frame = await next;
    // Fetched while this one is read; a failure is seen when its turn comes.
    if (index + 1 < count) next = fetchFrame(index + 1);
    next.catch(() => undefined);
    answers.push(await reader.read(frame));
    if (answers.length === BATCH || index + 1 === count) {
      await send('/answers', answers);
      answers = [];
    }
  }
}

/**
 * Loads one reader's code and no other's: copies of TensorFlow.js on one page share their list of
 * back ends, and the first copy's WebAssembly, which does not know where a peer keeps its files,
 * would leave the peer with plain JavaScript, twenty times as slow.
 */
async function loadReader(query: URLSearchParams): Promise<Reader> {
  const kind = query.get('reader') ?? '';
  const model = query.get('model') ?? '';
  if (kind !== 'mien') return (await import('./peers')).loadPeer(kind);
  const geometry = JSON.parse(query.get('geometry') ?? '') as TrainingGeometry;
  const { loadMien } = await import('./mien');
  return loadMien(model, query.get('compare') === 'yes' ? geometry : undefined);
}

async function send(path: string, value: unknown): Promise<void> {
  await fetch(path, { method: 'POST', body: JSON.stringify(value) });
}

main().catch((error: unknown) => send('/failure', String(error)));
