/**
 * Shows a camera's stream in a video element.
 *
 * @returns a function that empties the element again
 */
export function playStream(video: HTMLVideoElement, stream: MediaStream): () => void {
  video.srcObject = stream;
  // Autoplay covers this; where it is refused, the picture starts with the next tap.
  video.play().catch(() => undefined);
  return () => {
    video.srcObject = null;
  };
}
