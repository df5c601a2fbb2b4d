import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAMERA_ERROR_CODES } from '../../src/camera/errors';
import { TRIES, type Life, type LifeEvent } from '../../src/camera/life/state';
import { BACK, Clock, FRONT } from './lifeClock';

/** A reading, or a sentence with a way on, within so long: what the page promises. */
const PROMISE_MS = 5000;

describe('whatever a phone does', () => {
  const simple = [
    'unwant',
    'retry',
    'hide',
    'show',
    'hold',
    'release',
    'readerReady',
    'readerGone',
    'ended',
    'mute',
    'unmute',
    'paused',
    'stalled',
    'frame',
    'read',
    'turned',
  ] as const;
  const event: fc.Arbitrary<LifeEvent | 'open' | 'refuse'> = fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...simple.map((type) => ({ type }) as const)) },
    { weight: 3, arbitrary: fc.constant('open' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(FRONT, BACK).map((choice) => ({ type: 'want', choice }) as const),
    },
    fc.constant('refuse' as const),
    fc.nat(10).map((inARow) => ({ type: 'misread', inARow }) as const),
    fc
      .constantFrom('lively' as const, 'black' as const, 'blank' as const, 'frozen' as const)
      .map((look) => ({ type: 'look', look }) as const),
    fc.nat(3).map((count) => ({ type: 'devices', count }) as const),
    fc
      .constantFrom('granted' as const, 'denied' as const, 'prompt' as const)
      .map((state) => ({ type: 'permission', state }) as const),
  );
  const refusal = fc.record({
    code: fc.constantFrom(...CAMERA_ERROR_CODES),
    about: fc.record({ isAboutSize: fc.boolean(), isAboutDevice: fc.boolean() }),
  });
  const story = fc.array(
    fc.record({ event, refusal, afterMs: fc.oneof(fc.nat(300), fc.nat(7000)) }),
    { maxLength: 60 },
  );

  type Step = typeof story extends fc.Arbitrary<(infer One)[]> ? One : never;
  const play = (clock: Clock, { event: what, refusal: { code, about } }: Step) => {
    if (what === 'open') clock.open();
    else if (what === 'refuse') clock.refuse(code, about);
    else clock.send(what);
  };

  /** Somebody looks at the page, wants a camera, and is told nothing by others. */
  const isOwed = ({ at, isHeld, isReaderReady }: Life) =>
    at === 'asking' || (at === 'on' && !isHeld && isReaderReady);
  const isTold = ({ trouble, at, code }: Life) =>
    trouble !== undefined || (at === 'failed' && code !== undefined);

  it('there is a reading or a sentence within five seconds', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const clock = new Clock();
        let servedMs = clock.nowMs;
        const look = (isRead: boolean) => {
          if (isRead || isTold(clock.life) || !isOwed(clock.life)) servedMs = clock.nowMs;
          expect(clock.nowMs - servedMs).toBeLessThanOrEqual(PROMISE_MS);
        };
        for (const step of steps) {
          // In small steps, as a person sees it.
          for (let left = step.afterMs; left > 0; left -= 250) {
            clock.wait(Math.min(left, 250));
            look(false);
          }
          const wasOn = clock.life.at === 'on';
          // A tap is answered by a new try, which is owed its own five seconds.
          const isWish =
            step.event !== 'open' &&
            step.event !== 'refuse' &&
            ['want', 'retry'].includes(step.event.type);
          play(clock, step);
          look(
            isWish ||
              (wasOn &&
                step.event !== 'open' &&
                step.event !== 'refuse' &&
                step.event.type === 'read'),
          );
        }
      }),
      { numRuns: 400 },
    );
  });

  it('no state is left only by reloading: a tap leads to a reading from every one', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const clock = new Clock();
        for (const step of steps) {
          clock.wait(step.afterMs);
          play(clock, step);
        }
        // The person looks at the page again, lets go, and the reader is there.
        clock.send({ type: 'show' }, { type: 'release' }, { type: 'readerReady' });
        const { opening } = clock.life;
        clock.send(clock.life.at === 'off' ? { type: 'want', choice: FRONT } : { type: 'retry' });
        expect(clock.life).toMatchObject({ at: 'asking', opening: opening + 1, tries: TRIES });
        clock.open().read(300).send({ type: 'look', look: 'lively' });
        expect(clock.life).toMatchObject({ at: 'on', trouble: undefined });
      }),
      { numRuns: 400 },
    );
  });

  it('it is off when nobody wants it or looks, and never asked for then', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const clock = new Clock();
        let isWanted = false;
        let isShown = true;
        for (const step of steps) {
          const { opening } = clock.life;
          clock.wait(step.afterMs);
          if (!isWanted || !isShown) expect(clock.life.opening).toBe(opening);
          play(clock, step);
          const type = typeof step.event === 'string' ? step.event : step.event.type;
          if (type === 'want') isWanted = true;
          if (type === 'unwant') isWanted = false;
          if (type === 'hide') isShown = false;
          if (type === 'show') isShown = true;
          if (!isWanted) expect(clock.life.at).toBe('off');
          if (!isShown && type === 'hide')
            expect(['off', 'hidden', 'failed']).toContain(clock.life.at);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('it comes back from an end once, where it may, and then asks the person', () => {
    fc.assert(
      fc.property(story, fc.nat(9000), (steps, afterMs) => {
        const clock = new Clock();
        for (const step of steps) {
          clock.wait(step.afterMs);
          play(clock, step);
        }
        clock.send({ type: 'release' }, { type: 'show' }, { type: 'want', choice: FRONT });
        clock.send({ type: 'readerReady' }).open().read(300);
        const { opening, permission } = clock.life;
        const isRefused = permission === 'denied' || permission === 'prompt';
        clock.send({ type: 'ended' });
        expect(clock.life.opening - opening).toBe(isRefused ? 0 : 1);
        expect(clock.life.at).toBe(isRefused ? 'failed' : 'asking');
        clock.wait(Math.min(afterMs, 1500)).open().read(afterMs).send({ type: 'ended' });
        expect(clock.life).toMatchObject({ at: 'failed' });
        expect(clock.life.opening - opening).toBeLessThanOrEqual(1);
      }),
      { numRuns: 400 },
    );
  });

  it('two windows do not take one camera from each other for ever', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { minLength: 30, maxLength: 30 }), (waits) => {
        const windows = [new Clock(), new Clock()];
        for (const clock of windows) {
          clock.send({ type: 'readerReady' }, { type: 'want', choice: FRONT });
        }
        // Who is given the camera takes it from the other one.
        for (const waitMs of waits) {
          for (const [index, clock] of windows.entries()) {
            clock.wait(waitMs);
            if (clock.life.at === 'on') clock.read(200);
            if (clock.life.at !== 'asking') continue;
            clock.open();
            windows[1 - index]?.send({ type: 'ended' });
          }
        }
        const ends = windows.map(({ life }) => life.at).toSorted();
        expect(ends).toEqual(['failed', 'on']);
        expect(Math.max(...windows.map(({ life }) => life.opening))).toBeLessThanOrEqual(1 + TRIES);
      }),
      { numRuns: 100 },
    );
  });

  it('it asks by itself only so often: without readings the tries run out', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const clock = new Clock();
        for (const step of steps) {
          clock.wait(step.afterMs);
          play(clock, step);
        }
        const { opening, readers } = clock.life;
        for (let turn = 0; turn < 20; turn += 1) clock.open().wait(60_000);
        expect(clock.life.opening - opening).toBeLessThanOrEqual(TRIES);
        expect(clock.life.readers - readers).toBeLessThanOrEqual(TRIES);
      }),
      { numRuns: 100 },
    );
  });
});
