import { describe, expect, it } from 'vitest';
import { REFILL_AFTER_MS } from '../../src/camera/life/machine';
import { TRIES } from '../../src/camera/life/state';
import { BACK, Clock, FRONT } from './lifeClock';

/** A camera that is on and read. */
function alive(): Clock {
  return new Clock()
    .send({ type: 'readerReady' }, { type: 'want', choice: FRONT })
    .open()
    .read(500);
}

describe('a camera’s life', () => {
  it('asks once, shows what it is given, and says nothing', () => {
    const { life } = alive().read(20_000);
    expect([life.at, life.opening, life.trouble]).toEqual(['on', 1, undefined]);
  });

  it('says where to look for a question that is not answered', () => {
    const clock = new Clock().send({ type: 'readerReady' }, { type: 'want', choice: FRONT });
    expect(clock.wait(2000).life.trouble).toBeUndefined();
    expect(clock.wait(1000).life.trouble).toBe('question');
    // Answered late, all is well.
    expect(clock.wait(60_000).open().life.trouble).toBeUndefined();
    expect(clock.read(500).life.trouble).toBeUndefined();
  });

  it('asks once more without size and rate, and only once', () => {
    const size = { isAboutSize: true, isAboutDevice: false };
    const clock = new Clock().send({ type: 'want', choice: BACK }).refuse('cameraInUse', size);
    expect(clock.life.at).toBe('asking');
    expect(clock.life.request).toEqual({ choice: BACK, isPlain: true });
    expect(clock.refuse('cameraInUse', size).life).toMatchObject({
      at: 'failed',
      code: 'cameraInUse',
    });
  });

  it('asks for any camera where the chosen one is gone', () => {
    const gone = { isAboutSize: true, isAboutDevice: true };
    const clock = new Clock().send({ type: 'want', choice: BACK });
    clock.refuse('noCamera', gone).refuse('noCamera', gone);
    expect(clock.life.request).toEqual({ choice: FRONT, isPlain: false });
    expect(clock.open().life.at).toBe('on');
  });

  it('ignores the answer to an older question', () => {
    const clock = new Clock().send({ type: 'want', choice: FRONT }, { type: 'want', choice: BACK });
    const { life } = clock.send({ type: 'opened', opening: 1 });
    expect(life.at).toBe('asking');
  });

  it('plays what the system paused, and leaves what the person holds', () => {
    const clock = alive();
    const { plays } = clock.life;
    expect(clock.send({ type: 'paused' }).life.plays).toBe(plays + 1);
    clock.send({ type: 'hold' }, { type: 'paused' });
    expect(clock.life.plays).toBe(plays + 1);
    expect(clock.wait(60_000).life).toMatchObject({ at: 'on', opening: 1, trouble: undefined });
    expect(clock.send({ type: 'release' }).life.plays).toBe(plays + 2);
  });

  it('that gives no frame any more is played, asked for again and spoken of', () => {
    const clock = alive();
    const { plays, opening } = clock.life;
    expect(clock.wait(1500).life).toMatchObject({ plays: plays + 1, opening });
    expect(clock.wait(1000).life).toMatchObject({ at: 'asking', opening: opening + 1 });
    expect(clock.life.request.isPlain).toBe(true);
    expect(clock.open().wait(2000).life.trouble).toBe('noPicture');
    // In silence it goes on trying, and what comes counts.
    expect(clock.wait(6000).life).toMatchObject({ at: 'asking', trouble: 'noPicture' });
    expect(clock.open().read(200).life).toMatchObject({ at: 'on', trouble: undefined });
  });

  it('does not fight for a camera that the system keeps away', () => {
    const clock = alive().send({ type: 'mute' });
    expect(clock.wait(20_000).life).toMatchObject({ at: 'on', opening: 1, trouble: 'taken' });
    const { plays } = clock.life;
    clock.send({ type: 'unmute' });
    expect(clock.life.plays).toBe(plays + 1);
    expect(clock.read(200).life.trouble).toBeUndefined();
  });

  it('starts a new reader where frame after frame is refused, then says so', () => {
    const clock = alive();
    const misread = (ms: number) => {
      for (let passed = 0, inARow = 1; passed < ms; passed += 100, inARow += 1) {
        clock.send({ type: 'frame' }, { type: 'misread', inARow }).wait(100);
      }
    };
    misread(2000);
    expect(clock.life.readers).toBe(1);
    clock.send({ type: 'readerGone' }).wait(3000).send({ type: 'readerReady' });
    misread(4500);
    expect(clock.life.trouble).toBe('unreadable');
    expect(clock.life.opening, 'the camera is not to blame').toBe(1);
    expect(clock.read(200).life.trouble).toBeUndefined();
  });

  it('says that a frame takes long', () => {
    const clock = alive().send({ type: 'frame' }).wait(4500);
    expect(clock.life.trouble).toBe('slow');
    const { readers } = clock.life;
    expect(clock.send({ type: 'retry' }).life.readers).toBe(readers + 1);
  });

  it.each(['black', 'blank', 'frozen'] as const)('says that the picture is %s', (look) => {
    const clock = alive().send({ type: 'look', look });
    expect(clock.read(2000).life.trouble).toBeUndefined();
    expect(clock.read(3500).life.trouble).toBe(look);
    expect(clock.send({ type: 'look', look: 'lively' }).life.trouble).toBeUndefined();
  });

  it('is off while the page is hidden, and comes back', () => {
    const clock = alive().send({ type: 'hide' });
    expect(clock.wait(60_000).life).toMatchObject({ at: 'hidden', opening: 1, trouble: undefined });
    expect(clock.send({ type: 'show' }).life).toMatchObject({ at: 'asking', opening: 2 });
    // The system ended it while the page was away, and says so late.
    clock.open().wait(500).send({ type: 'ended' });
    expect(clock.life).toMatchObject({ at: 'asking', opening: 3 });
  });

  it('that ends by itself is asked for again once, and not taken back from who took it', () => {
    const clock = alive().send({ type: 'ended' });
    expect(clock.life).toMatchObject({ at: 'asking', opening: 2 });
    clock.open().read(5000).send({ type: 'ended' });
    expect(clock.life).toMatchObject({ at: 'failed', code: 'cameraLost', opening: 2 });
    // A while later it may end once more.
    clock.send({ type: 'retry' }).open().send({ type: 'ended' }).open();
    clock.read(REFILL_AFTER_MS + 200).send({ type: 'ended' });
    expect(clock.life).toMatchObject({ at: 'asking', opening: 5 });
  });

  it.each([
    ['denied', 'permissionDenied'],
    ['prompt', 'cameraLost'],
  ] as const)('that ends where the permission is %s is not asked for', (state, code) => {
    const clock = alive().send({ type: 'permission', state }, { type: 'ended' });
    expect(clock.life).toMatchObject({ at: 'failed', code, opening: 1 });
  });

  it('that the system kept away before it ended is not asked for', () => {
    const clock = alive().send({ type: 'mute' }, { type: 'ended' });
    expect(clock.life).toMatchObject({ at: 'failed', code: 'cameraLost', opening: 1 });
  });

  it('that was unplugged is lost, and one that is plugged in then takes its place', () => {
    const gone = { isAboutSize: true, isAboutDevice: true };
    const clock = alive().send({ type: 'ended' }).refuse('noCamera', gone);
    expect(clock.life).toMatchObject({ at: 'failed', code: 'cameraLost', opening: 2 });
    // Headphones change the list too.
    expect(clock.send({ type: 'devices', count: 1 }).life.at).toBe('failed');
    expect(clock.send({ type: 'devices', count: 0 }).life.at).toBe('failed');
    expect(clock.send({ type: 'devices', count: 1 }).life.at).toBe('asking');
    // The list may say so before the browser has refused it, or before it ended.
    clock.open().read(500).send({ type: 'ended' }, { type: 'devices', count: 0 });
    clock.refuse('noCamera', gone).send({ type: 'devices', count: 1 });
    expect(clock.life.at).toBe('asking');
    clock.open().read(500).send({ type: 'devices', count: 0 }, { type: 'ended' });
    clock.refuse('noCamera', gone).send({ type: 'devices', count: 1 });
    expect(clock.life.at).toBe('asking');
  });

  it('goes on by itself when what kept it away is gone', () => {
    const denied = new Clock().send({ type: 'want', choice: FRONT }).refuse('permissionDenied');
    expect(denied.send({ type: 'permission', state: 'granted' }).life.at).toBe('asking');
    const none = new Clock().send({ type: 'want', choice: FRONT }).refuse('noCamera');
    expect(none.send({ type: 'devices', count: 1 }).life.at).toBe('asking');
    const inUse = new Clock().send({ type: 'want', choice: FRONT }).refuse('cameraInUse');
    expect(inUse.send({ type: 'show' }).life.at).toBe('asking');
    inUse.refuse('cameraInUse').send({ type: 'devices', count: 1 });
    expect(inUse.send({ type: 'devices', count: 2 }).life.at).toBe('asking');
    // Another program took it, and the person comes back from there.
    const taken = alive().send({ type: 'ended' }).refuse('cameraInUse');
    expect(taken.life).toMatchObject({ at: 'failed', code: 'cameraLost' });
    expect(taken.send({ type: 'show' }).life.at).toBe('asking');
  });

  it('forgets who was followed when the picture is another one', () => {
    const clock = alive();
    const { resets } = clock.life;
    expect(clock.send({ type: 'turned' }).life.resets).toBe(resets + 1);
  });

  it('earns its tries again by reading for a while', () => {
    const clock = alive();
    clock.wait(2500).open().read(500);
    expect(clock.life.tries).toBe(TRIES - 1);
    expect(clock.read(REFILL_AFTER_MS + 200).life.tries).toBe(TRIES);
  });
});
