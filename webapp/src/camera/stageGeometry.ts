import type { BoxPx } from '../vision/index';

/** How a frame fills a stage: cut at two sides, or whole with two sides left free (`object-fit`). */
export type StageFit = 'cover' | 'contain';

/** How a frame lies in a stage, in CSS pixels. */
export interface StageGeometry {
  /** CSS pixels per frame pixel. */
  readonly scale: number;
  /** Where the frame's top left corner lies: 0 or negative if it covers, 0 or positive if it is contained. */
  readonly leftPx: number;
  readonly topPx: number;
  readonly stageWidthPx: number;
  readonly mirrored: boolean;
}

interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The geometry of a frame in the middle of a stage. */
export function stageGeometry(
  frame: SizePx,
  stage: SizePx,
  { fit, mirrored }: { readonly fit: StageFit; readonly mirrored: boolean },
): StageGeometry {
  const scales = [stage.widthPx / frame.widthPx, stage.heightPx / frame.heightPx];
  const scale = fit === 'cover' ? Math.max(...scales) : Math.min(...scales);
  return {
    scale,
    leftPx: (stage.widthPx - frame.widthPx * scale) / 2,
    topPx: (stage.heightPx - frame.heightPx * scale) / 2,
    stageWidthPx: stage.widthPx,
    mirrored,
  };
}

/** A box of the unmirrored frame, in CSS pixels of the stage as it is seen. */
export function toStage(geometry: StageGeometry, box: BoxPx): BoxPx {
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
