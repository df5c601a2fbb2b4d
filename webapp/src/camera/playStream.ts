/**
 * Shows a camera's stream in a video element.
 *
 * @returns a function that empties the element again
 */
export function playStream(video: HTMLVideoElement, stream: MediaStream): () => void {
  video.srcObject = stream;
  // Rejected when the element is emptied before it plays; muted video is never refused.
  video.play().catch(() => undefined);
  return () => {
    video.srcObject = null;
  };
}
