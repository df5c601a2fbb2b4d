import { describe, expect, it, vi } from 'vitest';
import type { Shelf } from '../../src/contributions/shelf';
import { LATER, RECEIPTS, settle, setUpDevice } from './device';
import { PICTURE } from './pictures';

const device = setUpDevice();

describe('a picture that is given', () => {
  it('is stored, and its receipt is kept', async () => {
    await device.giving.give(PICTURE);
    await settle();
    expect(device.giving.current().entries[0]?.fate).toEqual({
      status: 'given',
      picture: PICTURE,
      receipt: RECEIPTS[0],
    });
    expect([...device.backend.stored]).toEqual([[RECEIPTS[0], 'happy']]);
  });

  it('needs no token of its own while one holds, and shows the old one for the next', async () => {
    await device.giving.give(PICTURE);
    await device.giving.give(PICTURE);
    await settle();
    expect(device.backend.log).toEqual(['token', 'store k0', 'store k1']);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await device.giving.give(PICTURE);
    await settle();
    expect(device.backend.log.slice(3)).toEqual(['token after token 1', 'store k2']);
  });

  it('waits without a connection and asks nothing; it goes when there is one', async () => {
    device.isOffline = true;
    device.tellConnection();
    await device.giving.give(PICTURE);
    await settle();
    expect(device.fates()).toEqual(['waiting']);
    expect(device.giving.current().pause?.reason).toBe('offline');
    expect(device.backend.log).toEqual([]);
    device.isOffline = false;
    device.tellConnection();
    await settle();
    expect(device.fates()).toEqual(['given']);
    expect(device.giving.current().pause).toBeUndefined();
  });

  it('is sent again with the same key when no answer came, after the time the server wished', async () => {
    device.backend.failures.push({ ...LATER, stores: true });
    await device.giving.give(PICTURE);
    await settle();
    expect(device.fates()).toEqual(['unsure']);
    expect(device.giving.current().pause?.reason).toBe('busy');
    await vi.advanceTimersByTimeAsync(29_000);
    expect(device.backend.log).toEqual(['token', 'store k0']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(device.backend.log).toEqual(['token', 'store k0', 'store k0']);
    expect(device.fates()).toEqual(['given']);
    expect(device.backend.stored.size).toBe(1);
  });

  it('keeps its time to wait from visit to visit', async () => {
    device.backend.failures.push(LATER);
    await device.giving.give(PICTURE);
    await settle();
    device.giving.dispose();
    await device.visit();
    await settle();
    expect(device.backend.log).toEqual(['token', 'store k0']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(device.fates()).toEqual(['given']);
  });

  it('does not wait for a time that the device has moved far away by setting its clock back', async () => {
    await device.shelf.keepPause({ reason: 'busy', untilMs: Date.now() + 40 * 86_400_000 });
    await device.giving.give(PICTURE);
    await settle();
    expect(device.fates()).toEqual(['given']);
  });

  it('asks once an hour, and looks no more often, where the server wishes the longest wait', async () => {
    device.backend.failures.push({ ...LATER, afterS: 3600 });
    const looks = vi.spyOn(device.shelf, 'pause');
    await device.giving.give(PICTURE);
    await settle();
    looks.mockClear();
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(looks).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(device.fates()).toEqual(['given']);
  });

  it('goes with a new token where the old one is refused, once', async () => {
    device.backend.accepts = ({ text }) => text === 'token 2';
    await device.giving.give(PICTURE);
    await settle();
    expect(device.backend.log).toEqual(['token', 'store k0', 'token after token 1', 'store k0']);
    expect(device.fates()).toEqual(['given']);
  });

  it('waits where the server refuses its own new tokens', async () => {
    device.backend.accepts = () => false;
    await device.giving.give(PICTURE);
    await settle();
    expect(device.backend.log).toEqual(['token', 'store k0', 'token after token 1', 'store k0']);
    expect(device.fates()).toEqual(['waiting']);
    expect(device.giving.current().pause?.reason).toBe('absent');
  });

  it('that was counted too many waits as if it had not been sent', async () => {
    device.backend.failures.push({ kind: 'later', afterS: 30, mayBeStored: false });
    await device.giving.give(PICTURE);
    await settle();
    expect(device.fates()).toEqual(['waiting']);
  });

  it('that is refused says why, and lets the next one pass', async () => {
    device.backend.failures.push({ kind: 'refused', sentence: 'Not this one.' });
    await device.giving.give(PICTURE);
    vi.advanceTimersByTime(1);
    await device.giving.give(PICTURE);
    await settle();
    expect(device.fates()).toEqual(['given', 'refused']);
    const refused = device.giving.current().entries[1];
    expect(refused?.fate).toMatchObject({ sentence: 'Not this one.' });
    await device.giving.dismiss(refused?.key ?? '');
    expect(device.fates()).toEqual(['given']);
  });

  it('stays where nobody takes pictures', async () => {
    device.backend.failures.push({ kind: 'absent' });
    await device.giving.give(PICTURE);
    await settle();
    expect(device.fates()).toEqual(['waiting']);
    expect(device.giving.current().pause?.reason).toBe('absent');
  });
});

it('a browser that keeps nothing more is reported', async () => {
  const full: Shelf = {
    ...device.shelf,
    change: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
  };
  device.shelf = full;
  await device.visit();
  expect(await device.giving.give(PICTURE)).toBeUndefined();
  expect(device.giving.current().hasFailed).toBe(true);
});
