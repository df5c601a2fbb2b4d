import { describe, expect, it, vi } from 'vitest';
import { LATER, settle, setUpDevice } from './device';
import { PICTURE } from './pictures';

const device = setUpDevice();

describe('turned off', () => {
  it('it throws away what waits, keeps receipts, and sends nothing', async () => {
    await device.giving.give(PICTURE);
    await settle();
    device.isOffline = true;
    await device.giving.give(PICTURE);
    device.giving.setOn(false);
    await settle();
    expect(device.fates()).toEqual(['given']);
    device.isOffline = false;
    device.tellConnection();
    await settle();
    expect(device.backend.log).toEqual(['token', 'store k0']);
    expect(await device.shelf.token()).toBeUndefined();
  });

  it('while a new pass is fetched it sends no picture again, and keeps neither', async () => {
    device.backend.accepts = () => {
      device.giving.setOn(false);
      return false;
    };
    await device.giving.give(PICTURE);
    await settle();
    expect(device.backend.log).toEqual(['token', 'store k0', 'token after token 1']);
    expect(device.fates()).toEqual([]);
    expect(await device.shelf.token()).toBeUndefined();
  });

  it('it takes back what is unsure, and keeps no pass for that', async () => {
    device.backend.failures.push({ ...LATER, stores: true });
    const key = await device.giving.give(PICTURE);
    await settle();
    device.giving.setOn(false);
    await settle();
    await device.giving.takeBack(key ?? '');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(device.fates()).toEqual(['gone']);
    expect(await device.shelf.token()).toBeUndefined();
  });

  it('it does not send again what is unsure', async () => {
    device.backend.failures.push(LATER);
    await device.giving.give(PICTURE);
    await settle();
    device.giving.setOn(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(device.fates()).toEqual(['unsure']);
    expect(device.backend.log).toEqual(['token', 'store k0']);
  });
});
