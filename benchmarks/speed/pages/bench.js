/** What the runner calls in each contender's own page. */

/** An adapter may stop the page's clock, so it is kept from before. */
const now = performance.now.bind(performance);

/** A camera's. */
const FRAME_MS = 1000 / 30;

let contender;
/** Frames that the camera has taken. */
let filmed = 0;
const walks = new Map();

globalThis.bench = {
  /** Loads a contender, and says what it is. */
  async load(adapter, settings) {
    const { load } = await import(`/adapters/${adapter}.js`);
    contender = await load(settings);
    return contender.about;
  },

  /**
   * Reads `count` frames of a walk from the `from`th on, one after the other. The camera goes on
   * meanwhile: who takes longer than its pace reads the next frame by so much later a clock.
   */
  async read({ walk, from, count, mode }) {
    const canvases = await canvasesOf(walk);
    const readings = [];
    for (let index = from; index < from + count; index += 1) {
      const canvas = canvases[index % canvases.length];
      const startMs = now();
      const { labels, stagesMs } = await contender.read(canvas, {
        mode,
        timestampMs: filmed * FRAME_MS,
      });
      const ms = now() - startMs;
      filmed += Math.max(1, Math.ceil(ms / FRAME_MS));
      readings.push({ ms, labels, stagesMs });
    }
    return readings;
  },

  /** Finds and reads the faces of a single picture: how long that took, and their boxes. */
  async find(file) {
    const canvas = await drawn(`/frames/${file}`);
    const startMs = now();
    const boxes = await contender.find(canvas);
    return { ms: now() - startMs, boxes };
  },

  tensors: () => contender.tensors(),
};

/** The frames of a walk, each in a canvas of its own, as a camera's would be. */
async function canvasesOf(walk) {
  const known = walks.get(walk);
  if (known !== undefined) return known;
  const files = await (await fetch(`/frames/${walk}.json`)).json();
  const canvases = await Promise.all(files.map((file) => drawn(`/frames/${file}`)));
  walks.set(walk, canvases);
  return canvases;
}

async function drawn(url) {
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(picture, 0, 0);
  picture.close();
  return canvas;
}
