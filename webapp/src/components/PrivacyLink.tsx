import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';

/** To PRIVACY.md as build/privacyPage.ts puts it beside the page, with whom to ask. */
export function PrivacyLink(): ReactElement {
  const { about } = useCopy();
  return (
    <a
      className="sheet-link"
      href={`${import.meta.env.BASE_URL}privacy.html`}
      target="_blank"
      rel="noreferrer"
    >
      {about.privacyPage}
    </a>
  );
}
