import type { Timeline } from '../../state/timeline';
import type { Look } from './drawLanes';
import { lookOf } from './lookOf';

/** The chart moves on no more often than this where people asked for less motion. */
const CALM_PACE_MS = 1000;

/** What changes how things look while the page is open. */
const SCHEMES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];

/** An empty canvas with a pixel for each of the screen's. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** In device pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels in one CSS pixel. */
  readonly scale: number;
  readonly look: Look;
}

/**
 * Calls `draw` as soon as the canvas has a size, and in the next picture after each sample, change of
 * size or of colours. Size and look are asked for when they change and not for each picture, which
 * would have the browser lay out the page in between.
 *
 * @returns a function that ends it
 */
export function drawAgain(
  canvas: HTMLCanvasElement,
  timeline: Timeline,
  draw: (surface: Surface) => void,
): () => void {
  const context = canvas.getContext('2d');
  if (context === null) return () => undefined;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)');
  let surface: Surface | undefined;
  let frame: number | undefined;
  let drawnAtMs = -Infinity;
  const drawSoon = () => {
    frame ??= requestAnimationFrame((nowMs) => {
      frame = undefined;
      if (surface === undefined) return;
      drawnAtMs = nowMs;
      context.clearRect(0, 0, surface.widthPx, surface.heightPx);
      draw(surface);
    });
  };
  const onSample = () => {
    const isTooSoon = performance.now() - drawnAtMs < CALM_PACE_MS;
    // Cleared, the old chart must go at once.
    if (isCalm.matches && isTooSoon && timeline.samples().length > 0) return;
    drawSoon();
  };
  const onScheme = () => {
    if (surface !== undefined) surface = { ...surface, look: lookOf(canvas) };
    drawSoon();
  };
  const sizes = new ResizeObserver(([entry]) => {
    const scale = devicePixelRatio;
    const widthPx = Math.round((entry?.contentRect.width ?? 0) * scale);
    const heightPx = Math.round((entry?.contentRect.height ?? 0) * scale);
    surface = undefined;
    if (widthPx === 0 || heightPx === 0) return;
    surface = { context, widthPx, heightPx, scale, look: lookOf(canvas) };
    canvas.width = widthPx;
    canvas.height = heightPx;
    // Setting its size has cleared it: drawn before this picture is shown, it never flickers.
    drawnAtMs = performance.now();
    draw(surface);
  });
  sizes.observe(canvas);
  const schemes = SCHEMES.map((scheme) => matchMedia(scheme));
  for (const scheme of schemes) scheme.addEventListener('change', onScheme);
  const leave = timeline.subscribe(onSample);
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    sizes.disconnect();
    for (const scheme of schemes) scheme.removeEventListener('change', onScheme);
    leave();
  };
}
