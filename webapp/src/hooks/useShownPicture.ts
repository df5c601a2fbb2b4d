import { useEffect, type RefObject } from 'react';

/** What the page shows of a camera, a video or a photo. */
export interface ShownPicture {
  readonly element: HTMLVideoElement | HTMLCanvasElement;
  readonly isMirrored: boolean;
}

/** Tells where a picture is shown, for as long as it is. */
export function useShownPicture(
  picture: RefObject<ShownPicture['element'] | null>,
  isMirrored: boolean,
  onShown: (shown: ShownPicture | undefined) => void,
): void {
  useEffect(() => {
    const element = picture.current;
    onShown(element === null ? undefined : { element, isMirrored });
    return () => {
      onShown(undefined);
    };
  }, [picture, isMirrored, onShown]);
}
