import type { BoxPx } from '../vision/index';

/** How a frame lies in an element that it covers (`object-fit: cover`), in CSS pixels. */
export interface CoverGeometry {
  /** CSS pixels per frame pixel. */
  readonly scale: number;
  /** Where the frame's top left corner lies, 0 or negative. */
  readonly leftPx: number;
  readonly topPx: number;
  readonly stageWidthPx: number;
  readonly mirrored: boolean;
}

interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The geometry of a frame that covers a stage, its overhang cut evenly on both sides. */
export function coverGeometry(frame: SizePx, stage: SizePx, mirrored: boolean): CoverGeometry {
  const scale = Math.max(stage.widthPx / frame.widthPx, stage.heightPx / frame.heightPx);
  return {
    scale,
    leftPx: (stage.widthPx - frame.widthPx * scale) / 2,
    topPx: (stage.heightPx - frame.heightPx * scale) / 2,
    stageWidthPx: stage.widthPx,
    mirrored,
  };
}

/** A box of the unmirrored frame, in CSS pixels of the stage as it is seen. */
export function toStage(geometry: CoverGeometry, box: BoxPx): BoxPx {
  const { scale, leftPx, topPx, stageWidthPx, mirrored } = geometry;
  const widthPx = box.widthPx * scale;
  const xPx = box.xPx * scale + leftPx;
  return {
    xPx: mirrored ? stageWidthPx - xPx - widthPx : xPx,
    yPx: box.yPx * scale + topPx,
    widthPx,
    heightPx: box.heightPx * scale,
  };
}
