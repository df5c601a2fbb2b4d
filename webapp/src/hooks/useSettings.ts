import { useState, useSyncExternalStore } from 'react';
import { createSettingsStore, type Settings, type SettingsStore } from '../state/settings';

/** The settings, and how to change them. */
export function useSettings(): readonly [Settings, SettingsStore] {
  const [store] = useState(() => createSettingsStore(() => window.localStorage));
  const settings = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.current(),
  );
  return [settings, store];
}
