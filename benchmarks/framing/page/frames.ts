/** A frame as the command sends it. */
export interface SentFrame {
  readonly canvas: OffscreenCanvas;
}

/** Frame `index`: width and height as uint16, then RGB bytes, row by row. */
export async function fetchFrame(index: number): Promise<SentFrame> {
  const response = await fetch(`/frames/${index}`);
  if (!response.ok) throw new Error(`expected frame ${index}, got status ${response.status}`);
  const bytes = new DataView(await response.arrayBuffer());
  const width = bytes.getUint16(0, true);
  const height = bytes.getUint16(2, true);
  const image = new ImageData(width, height);
  for (let from = 4, to = 0; from < bytes.byteLength; from += 3, to += 4) {
    image.data[to] = bytes.getUint8(from);
    image.data[to + 1] = bytes.getUint8(from + 1);
    image.data[to + 2] = bytes.getUint8(from + 2);
    image.data[to + 3] = 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('expected a 2D context, got none');
  context.putImageData(image, 0, 0);
  return { canvas };
}
