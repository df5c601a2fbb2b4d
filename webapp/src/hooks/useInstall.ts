import { useEffect, useState } from 'react';

/** Chromium's event, which no standard describes (MDN: BeforeInstallPromptEvent). */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Asks the browser to install the page; undefined where it does not offer that, or has done so. */
export function useInstall(): (() => void) | undefined {
  const [offer, setOffer] = useState<InstallPrompt | undefined>(undefined);
  useEffect(() => {
    const keep = (event: Event) => {
      if (!isInstallPrompt(event)) return;
      // The page has its own place to offer it, where nobody is interrupted.
      event.preventDefault();
      setOffer(event);
    };
    const forget = () => {
      setOffer(undefined);
    };
    window.addEventListener('beforeinstallprompt', keep);
    window.addEventListener('appinstalled', forget);
    return () => {
      window.removeEventListener('beforeinstallprompt', keep);
      window.removeEventListener('appinstalled', forget);
    };
  }, []);
  if (offer === undefined) return undefined;
  return () => {
    // An offer is good for one question.
    setOffer(undefined);
    offer.prompt().catch(() => undefined);
  };
}

function isInstallPrompt(event: Event): event is InstallPrompt {
  return 'prompt' in event && typeof event.prompt === 'function';
}
