import { describe, expect, it, vi } from 'vitest';
import { WORDS_VERSION } from '../../src/state/consent';
import { createSettingsStore, FIRST_SETTINGS, parseSettings } from '../../src/state/settings';

function shelf(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    clear: () => {
      kept.clear();
    },
    getItem: (key) => kept.get(key) ?? null,
    key: () => null,
    removeItem: (key) => {
      kept.delete(key);
    },
    setItem: (key, value) => {
      kept.set(key, value);
    },
  };
}

describe('settings', () => {
  it('are kept from visit to visit', () => {
    const storage = shelf();
    const first = createSettingsStore(() => storage);
    expect(first.current()).toEqual(FIRST_SETTINGS);
    first.change({ smoothing: 'calm', model: 'fast' });
    first.change({ sound: true });
    expect(first.isKept()).toBe(true);
    const later = createSettingsStore(() => storage);
    expect(later.current()).toEqual({
      ...FIRST_SETTINGS,
      smoothing: 'calm',
      model: 'fast',
      sound: true,
    });
    later.reset();
    expect(createSettingsStore(() => storage).current()).toEqual(FIRST_SETTINGS);
  });

  it('let pictures be given under the words of today alone', () => {
    expect(parseSettings({ agreedTo: WORDS_VERSION }).agreedTo).toBe(WORDS_VERSION);
    expect(parseSettings({ agreedTo: '2025-01-01' }).agreedTo).toBeUndefined();
    expect(parseSettings({ agreedTo: true }).agreedTo).toBeUndefined();
  });

  it('forget on a reset that pictures may be given, but not that some are to be taken back', () => {
    const storage = shelf();
    const store = createSettingsStore(() => storage);
    store.change({ agreedTo: WORDS_VERSION, isTakingBack: true });
    store.reset();
    expect(store.current()).toEqual({ ...FIRST_SETTINGS, isTakingBack: true });
  });

  it('do not bring back what another tab has changed', () => {
    const storage = shelf();
    const [here, there] = [createSettingsStore(() => storage), createSettingsStore(() => storage)];
    here.change({ agreedTo: WORDS_VERSION });
    there.refresh();
    expect(there.current().agreedTo).toBe(WORDS_VERSION);
    there.change({ agreedTo: undefined, isTakingBack: true });
    here.change({ sound: true });
    expect(here.current()).toEqual({ ...FIRST_SETTINGS, isTakingBack: true, sound: true });
    expect(createSettingsStore(() => storage).current()).toEqual(here.current());
    there.change({ isTakingBack: false });
    here.reset();
    expect(here.current()).toEqual(FIRST_SETTINGS);
  });

  it('hold for the visit where the browser refuses storage, and say so', () => {
    const store = createSettingsStore(() => {
      throw new DOMException('blocked by the person', 'SecurityError');
    });
    expect(store.isKept()).toBe(false);
    store.change({ mirror: 'off' });
    expect(store.current().mirror).toBe('off');
    expect(store.isKept()).toBe(false);
  });

  it('tell their listeners until these leave', () => {
    const store = createSettingsStore(shelf);
    const listener = vi.fn();
    const leave = store.subscribe(listener);
    store.change({ sound: true });
    leave();
    store.change({ sound: false });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it.each([null, 'text', 7, [], { smoothing: 'wild', mirror: 3, sound: 'yes', language: 5 }])(
    'of an unknown form %j are those of a first visit',
    (value) => {
      expect(parseSettings(value)).toEqual(FIRST_SETTINGS);
    },
  );

  it('that are no JSON are those of a first visit', () => {
    const storage = shelf();
    storage.setItem('mien.settings', '{');
    expect(createSettingsStore(() => storage).current()).toEqual(FIRST_SETTINGS);
  });
});
