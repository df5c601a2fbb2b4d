import { useMedia } from './useMedia';

/** Room for everyone in sight, and for their last minute; styles/panel.css has the same. */
const WIDE = '(min-width: 48rem) and (min-height: 36rem)';

/** Whether each person in sight has a card: on a tablet, or in a desktop's window. */
export function useWide(): boolean {
  return useMedia(WIDE);
}
