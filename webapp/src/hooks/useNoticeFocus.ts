import { useEffect, useRef, type RefObject } from 'react';

/**
 * Puts the focus on the notice's heading when the notice comes back: what had it is gone, and a
 * screen reader would begin anywhere. At the page's beginning the focus stays where the browser has
 * it.
 */
export function useNoticeFocus(isShown: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const wasLeft = useRef(false);
  useEffect(() => {
    if (!isShown) wasLeft.current = true;
    else if (wasLeft.current) heading.current?.focus({ preventScroll: true });
  }, [isShown]);
  return heading;
}
