import { useEffect, useRef, type ReactElement } from 'react';
import type { ShownPicture } from '../hooks/useShownPicture';
import type { LiveReading } from '../state/liveReading';
import type { BoxPx } from '../vision/index';

export interface FaceThumbProps {
  readonly live: LiveReading;
  readonly faceId: number;
  readonly picture: () => ShownPicture | undefined;
}

/** It is there to tell faces apart, not to watch them. */
const PACE_MS = 1000;
/** Of the drawing; sharp on any screen at the size that it is shown. */
const SIDE_PX = 112;
/** How much of a face's surroundings is shown with it, in sides of its box. */
const SURROUNDINGS = 1.5;

/** A face's picture, so that its card can be told from others; once a second. */
export function FaceThumb({ live, faceId, picture }: FaceThumbProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === undefined || context === null) return undefined;
    let drawnAtMs = -Infinity;
    context.imageSmoothingQuality = 'high';
    const draw = () => {
      const nowMs = performance.now();
      const reading = live.current();
      const face = reading?.faces.find(({ id }) => id === faceId);
      const shown = picture();
      if (nowMs - drawnAtMs < PACE_MS || shown === undefined) return;
      if (reading === undefined || face === undefined) return;
      drawnAtMs = nowMs;
      // The reader may have read it larger than it is shown.
      const scale = widthOf(shown.element) / reading.widthPx;
      drawFace(context, shown, face.boxPx, scale);
    };
    draw();
    return live.subscribe(draw);
  }, [live, faceId, picture]);
  return (
    <canvas
      className="face-thumb"
      ref={canvas}
      width={SIDE_PX}
      height={SIDE_PX}
      aria-hidden="true"
    />
  );
}

function drawFace(
  context: CanvasRenderingContext2D,
  { element, isMirrored }: ShownPicture,
  { xPx, yPx, widthPx, heightPx }: BoxPx,
  scale: number,
): void {
  const sidePx = SURROUNDINGS * Math.max(widthPx, heightPx) * scale;
  const leftPx = (xPx + widthPx / 2) * scale - sidePx / 2;
  const topPx = (yPx + heightPx / 2) * scale - sidePx / 2;
  context.setTransform(isMirrored ? -1 : 1, 0, 0, 1, isMirrored ? SIDE_PX : 0, 0);
  context.clearRect(0, 0, SIDE_PX, SIDE_PX);
  context.drawImage(element, leftPx, topPx, sidePx, sidePx, 0, 0, SIDE_PX, SIDE_PX);
}

function widthOf(element: ShownPicture['element']): number {
  return element instanceof HTMLVideoElement ? element.videoWidth : element.width;
}
