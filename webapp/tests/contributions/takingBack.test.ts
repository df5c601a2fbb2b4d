import { describe, expect, it, vi } from 'vitest';
import { LATER, RECEIPTS, settle, setUpDevice } from './device';
import { PICTURE } from './pictures';

const device = setUpDevice();

describe('a picture that is taken back', () => {
  it('before it was sent never leaves', async () => {
    device.isOffline = true;
    const key = await device.giving.give(PICTURE);
    await device.giving.takeBack(key ?? '');
    device.isOffline = false;
    device.tellConnection();
    await settle();
    expect(device.fates()).toEqual([]);
    expect(device.backend.log).toEqual([]);
  });

  it('is deleted by its receipt', async () => {
    const key = await device.giving.give(PICTURE);
    await settle();
    await device.giving.takeBack(key ?? '');
    await settle();
    expect(device.fates()).toEqual(['gone']);
    expect(device.backend.log.at(-1)).toBe(`remove ${RECEIPTS[0] ?? ''}`);
    expect(device.backend.stored.size).toBe(0);
  });

  it('while its answer is missing is asked for by its key first, then deleted', async () => {
    device.backend.failures.push({ ...LATER, stores: true });
    const key = await device.giving.give(PICTURE);
    await settle();
    expect(device.backend.stored.size).toBe(1);
    await device.giving.takeBack(key ?? '');
    expect(device.fates()).toEqual(['recalling']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(device.backend.log).toEqual([
      'token',
      'store k0',
      'store k0',
      `remove ${RECEIPTS[0] ?? ''}`,
    ]);
    expect(device.fates()).toEqual(['gone']);
    expect(device.backend.stored.size).toBe(0);
  });

  it('goes before what is to be given, and though giving was turned off', async () => {
    const key = await device.giving.give(PICTURE);
    await settle();
    device.isOffline = true;
    await device.giving.takeBack(key ?? '');
    device.giving.setOn(false);
    await settle();
    device.giving.dispose();
    device.isOffline = false;
    await device.visit(false);
    await settle();
    expect(device.fates()).toEqual(['gone']);
  });

  it('by a typed receipt is the one on the list, where it is there', async () => {
    await device.giving.give(PICTURE);
    await settle();
    expect(await device.giving.takeBackByReceipt((RECEIPTS[0] ?? '').toLowerCase())).toBe(true);
    await settle();
    expect(device.fates()).toEqual(['gone']);
  });

  it('by a typed receipt of another device goes too; what is no receipt does not', async () => {
    device.backend.stored.set(RECEIPTS[2] ?? '', 'sad');
    expect(await device.giving.takeBackByReceipt('ABCD')).toBe(false);
    expect(await device.giving.takeBackByReceipt(RECEIPTS[2] ?? '')).toBe(true);
    await settle();
    expect(device.backend.stored.size).toBe(0);
    expect(device.giving.current().entries[0]?.fate).toMatchObject({
      status: 'gone',
      wasTyped: true,
    });
  });
});

it('a later visit does not show what is gone', async () => {
  const key = await device.giving.give(PICTURE);
  await settle();
  await device.giving.takeBack(key ?? '');
  await settle();
  await device.visit();
  expect(device.fates()).toEqual([]);
});
