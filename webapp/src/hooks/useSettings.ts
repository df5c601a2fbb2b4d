import { useEffect, useState, useSyncExternalStore } from 'react';
import {
  createSettingsStore,
  SETTINGS_KEY,
  type Settings,
  type SettingsStore,
} from '../state/settings';

/** The settings, and how to change them; what another tab changes is taken over. */
export function useSettings(): readonly [Settings, SettingsStore] {
  const [store] = useState(() => createSettingsStore(() => window.localStorage));
  const settings = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.current(),
  );
  useEffect(() => {
    const onStorage = ({ key }: StorageEvent) => {
      // Without a key, everything was cleared.
      if (key === SETTINGS_KEY || key === null) store.refresh();
    };
    window.addEventListener('storage', onStorage);
    return () => {
      window.removeEventListener('storage', onStorage);
    };
  }, [store]);
  return [settings, store];
}
