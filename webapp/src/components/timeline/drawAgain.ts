import type { Timeline } from '../../state/timeline';

/** The chart moves on no more often than this where people asked for less motion. */
const CALM_PACE_MS = 1000;

/**
 * Calls `draw` now, and in the next picture after each sample, change of size or of colours.
 *
 * @returns a function that ends it
 */
export function drawAgain(element: Element, timeline: Timeline, draw: () => void): () => void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)');
  const isDark = matchMedia('(prefers-color-scheme: dark)');
  let frame: number | undefined;
  let drawnAtMs = -Infinity;
  const drawSoon = () => {
    frame ??= requestAnimationFrame((nowMs) => {
      frame = undefined;
      drawnAtMs = nowMs;
      draw();
    });
  };
  const onSample = () => {
    const isTooSoon = performance.now() - drawnAtMs < CALM_PACE_MS;
    // Cleared, the old chart must go at once.
    if (isCalm.matches && isTooSoon && timeline.samples().length > 0) return;
    drawSoon();
  };
  const sizes = new ResizeObserver(drawSoon);
  sizes.observe(element);
  isDark.addEventListener('change', drawSoon);
  const leave = timeline.subscribe(onSample);
  draw();
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    sizes.disconnect();
    isDark.removeEventListener('change', drawSoon);
    leave();
  };
}
