import { nextFate, nextToSend, type Entry, type EntryEvent, type Picture } from './entry';
import type { ContributionServer, Refusal, Token } from './server';
import type { Shelf } from './shelf';
import type { Pause } from './stored';
import { isPaused } from './waiting';

/** A token that ends sooner may end on its way. */
const TOKEN_MARGIN_MS = 60_000;
/** How long to leave alone a connection that is not there, and a site that takes no pictures. */
const OFFLINE_MS = 10_000;
const ABSENT_MS = 3_600_000;

export interface SendingPass {
  readonly shelf: Shelf;
  readonly server: ContributionServer;
  /** Whether pictures may be sent; what is taken back always may. Asked before each request. */
  readonly mayGive: () => boolean;
  /** Whether giving was turned off, for which what waits is thrown away. */
  readonly isOff: () => boolean;
  readonly nowMs: () => number;
  /** Called after each step, so that it can be shown. */
  readonly onChange: () => void;
}

/**
 * Sends what is to be sent, one after the other, until all is done or the server cannot go on; then
 * the shelf says how long to wait. At most one may run at a time.
 */
export async function sendAll(pass: SendingPass): Promise<void> {
  const { shelf, nowMs, mayGive, onChange } = pass;
  const pause = await shelf.pause();
  if (isPaused(pause, nowMs())) return;
  for (;;) {
    const entry = nextToSend(await shelf.entries(), mayGive());
    if (entry === undefined) return;
    const refusal = await send(entry, pass);
    await shelf.keepPause(refusal && pauseAfter(refusal, nowMs()));
    onChange();
    if (refusal !== undefined) return;
  }
}

/** Changes an entry as an event does; nothing where it is gone. */
export async function apply(
  shelf: Shelf,
  key: string,
  event: EntryEvent,
): Promise<Entry | undefined> {
  return shelf.change(key, (entry) => {
    if (entry === undefined) return undefined;
    const fate = nextFate(entry.fate, event);
    return fate && { ...entry, fate };
  });
}

/** @returns why the pass cannot go on; undefined if it can */
async function send({ key, fate }: Entry, pass: SendingPass): Promise<Refusal | undefined> {
  switch (fate.status) {
    case 'waiting':
    case 'unsure':
    case 'recalling':
      return store(key, fate.picture, fate.status === 'waiting', pass);
    case 'leaving':
      return remove(key, fate.receipt, pass);
    case 'given':
    case 'refused':
    case 'gone':
      return undefined;
  }
}

async function store(
  key: string,
  picture: Picture,
  wasFirst: boolean,
  pass: SendingPass,
): Promise<Refusal | undefined> {
  const { shelf, server, onChange } = pass;
  let given = await tokenFor(pass);
  if (given.kind !== 'token') return given;
  // From here on the server may have it, whatever becomes of this page.
  const entry = await apply(shelf, key, { type: 'sending' });
  if (entry?.fate.status !== 'unsure' && entry?.fate.status !== 'recalling') return undefined;
  onChange();
  let answer = await server.store(key, picture, given.token);
  if (answer.kind === 'unauthorised') {
    // Once: a server that refuses its own new token would be asked for ever.
    given = await newToken(given.token, pass);
    if (entry.fate.status === 'unsure' && !pass.mayGive()) {
      // Turned off meanwhile: it was not taken, and is not sent again.
      await tellNotStored(key, wasFirst, pass);
      return undefined;
    }
    answer = given.kind === 'token' ? await server.store(key, picture, given.token) : given;
  }
  switch (answer.kind) {
    case 'stored':
      await apply(shelf, key, { type: 'stored', receipt: answer.receipt });
      return undefined;
    case 'refused':
      await apply(shelf, key, { type: 'refused', sentence: answer.sentence });
      return undefined;
    case 'unauthorised':
    case 'absent':
      await tellNotStored(key, wasFirst, pass);
      return answer;
    case 'later':
      if (!answer.mayBeStored) await tellNotStored(key, wasFirst, pass);
      return answer;
    case 'unreachable':
      return answer;
  }
}

/** It waits again; where giving was turned off meanwhile, it goes as all that waited did. */
async function tellNotStored(
  key: string,
  wasFirst: boolean,
  { shelf, isOff }: SendingPass,
): Promise<void> {
  await apply(shelf, key, { type: 'notStored', wasFirst });
  if (isOff()) await apply(shelf, key, { type: 'turnedOff' });
}

async function remove(
  key: string,
  receipt: string,
  { shelf, server }: SendingPass,
): Promise<Refusal | undefined> {
  const answer = await server.remove(receipt);
  if (answer.kind === 'removed') {
    await apply(shelf, key, { type: 'deleted' });
    return undefined;
  }
  if (answer.kind !== 'refused') return answer;
  await apply(shelf, key, { type: 'refused', sentence: answer.sentence });
  return undefined;
}

type TokenAnswer = Awaited<ReturnType<ContributionServer['token']>>;

/** The last token while it holds: the server gives a client 20 an hour. */
async function tokenFor(pass: SendingPass): Promise<TokenAnswer> {
  const kept = await pass.shelf.token();
  if (kept !== undefined && kept.expiresAtMs - TOKEN_MARGIN_MS > pass.nowMs()) {
    return { kind: 'token', token: kept };
  }
  return newToken(kept, pass);
}

async function newToken(
  former: Token | undefined,
  { shelf, server }: SendingPass,
): Promise<TokenAnswer> {
  const answer = await server.token(former);
  if (answer.kind === 'token') await shelf.keepToken(answer.token);
  return answer;
}

/** How long to wait after an answer that ended a pass. */
export function pauseAfter(refusal: Refusal, nowMs: number): Pause {
  switch (refusal.kind) {
    case 'later':
      return { reason: 'busy', untilMs: nowMs + refusal.afterS * 1000 };
    case 'unreachable':
      return { reason: 'offline', untilMs: nowMs + OFFLINE_MS };
    case 'absent':
    case 'refused':
    case 'unauthorised':
      // A server that refuses its own tokens, or to give one, takes no pictures.
      return { reason: 'absent', untilMs: nowMs + ABSENT_MS };
  }
}
