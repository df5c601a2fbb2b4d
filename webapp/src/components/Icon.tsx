import type { ReactElement } from 'react';

/** Paths of 24 × 24 line drawings. */
const PATHS = {
  device: 'M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2ZM11 18h2',
  estimate: 'M12 20a8 8 0 1 1 0-16 8 8 0 0 1 0 16ZM9 10h.01M15 10h.01M8.5 14c2 2 5 2 7 0',
  bounds: 'M12 3l7 3v5c0 4.6-2.9 8.2-7 10-4.1-1.8-7-5.4-7-10V6l7-3ZM9 12l2 2 4-4',
  switchCamera: 'M4 11a8 8 0 0 1 14-5l2 2M20 4v4h-4M20 13a8 8 0 0 1-14 5l-2-2M4 20v-4h4',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.5v13l10-6.5-10-6.5Z',
  about: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18ZM12 11v5M12 8h.01',
  close: 'M6 6l12 12M18 6L6 18',
  camera:
    'M4 8h3l1.5-2.5h7L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1ZM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  picture:
    'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM4 16l5-5 4 4 2-2 5 5M15 9h.01',
  files: 'M8 3h11v13H8ZM5 7v14h11M11 12l3-3 5 5',
  timeline: 'M4 4v16h16M7 15l4-5 3 3 5-7',
  more: 'M6 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM18 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  give: 'M4 12h16v8H4ZM3 8h18v4H3ZM12 8v12M12 8c-3 0-5-1-5-3s4-2 5 3c1-5 5-5 5-3s-2 3-5 3Z',
  install: 'M12 4v10M8 10l4 4 4-4M5 19h14',
  leave: 'M10 6l-6 6 6 6M4 12h16',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words; it means nothing by itself. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
