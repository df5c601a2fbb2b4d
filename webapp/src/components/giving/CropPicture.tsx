import { useEffect, useRef, type ReactElement } from 'react';
import { PICTURE_SIDE_PX } from '../../contributions/server';
import { drawPixels, greyPixels } from '../OcclusionPicture';

export interface CropPictureProps {
  /** 48 x 48 grey levels. */
  readonly pixels: Uint8Array;
  readonly label: string;
}

/** The very pixels that are sent, each to be seen. */
export function CropPicture({ pixels, label }: CropPictureProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    drawPixels(canvas.current, PICTURE_SIDE_PX, greyPixels(pixels));
  }, [pixels]);
  return <canvas className="crop" role="img" aria-label={label} ref={canvas} />;
}
