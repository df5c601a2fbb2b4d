
/**
 * What the goals hang on, in figures of this run: a list in Markdown.
 *
 * @param {import('./report.js').Results} results
 */
export function whereItGoes({ alternation, throttled, roofline, first }) {
  const row = (/** @type {string} */ id, /** @type {string} */ faces) =>
    alternation.rows.find((each) => each.id === id && each.faces === faces);
  const one = row('mien', 'one');
  const share = (/** @type {string} */ stage) => percent(one?.stagesMs[stage], one?.meanMs);
  const [net] = roofline.nets;
  const { multiplyAdds = NaN, classifyMs = NaN, shareOfPeak = NaN } = net ?? {};
  const four = row('mien', 'four');
  const perFace = four?.stagesMs['classify'] ?? NaN;
  const withoutNet = (one?.meanMs ?? NaN) - (one?.stagesMs['classify'] ?? NaN);
  const slowed = throttled.rates.find(({ id, faces }) => id === 'mien-stream' && faces === 'one');
  const { sentBytes, bytesByKind, sent } = first.page.plain;
  const sizes = sent.filter(({ path }) => path.endsWith('.bin')).map((file) => file.sentBytes);
  const code = (bytesByKind['js'] ?? 0) + (bytesByKind['wasm'] ?? 0);
  const page = Math.max(
    ...sent.filter(({ path }) => /index-.*\.js$/.test(path)).map((file) => file.sentBytes),
    0,
  );
  return [
    `For a single frame, finding the face takes ${share('detect')}, cropping it ${share('crop')} and naming its expression ${share('classify')}; the rest is the way to the worker and back.`,
    `The page's network has ${million(multiplyAdds)} multiply-adds a face. One by one, at a thread's peak, they would take ${(classifyMs * shareOfPeak).toFixed(1)} ms; the page's kernels take ${classifyMs.toFixed(1)}, since Winograd tiles need about a quarter of them ([kernels](kernels.md)). The goals were set for a network of 21 million multiply-adds; the page's network was chosen for its accuracy.`,
    `Without any network, a single frame would still take ${ms(withoutNet)} ms; face-api takes ${ms(row('face-api', 'one')?.meanMs)}.`,
    `Faces go through the network in one batch, but their multiply-adds add up: of four faces' ${ms(four?.meanMs)} ms, ${ms(perFace)} are the network's. Only work done once per frame, above all finding the faces, is shared.`,
    `At 4× throttling, the network alone would take ${(4 * classifyMs).toFixed(0)} ms a result at this machine's speed, and the page reaches ${(slowed?.slowedPerSecond ?? NaN).toFixed(1)} results a second.`,
    `Of the ${kb(sentBytes)} kB until the first result, ${kb(bytesByKind['models'] ?? 0)} are models, ${kb(Math.max(...sizes))} of them the weights of the page's network; ${kb(code)} are code, ${kb(bytesByKind['wasm'] ?? 0)} of them WebAssembly and ${kb(page)} the page with React; TF.js and the vision core are the rest.`,
  ]
    .map((line) => `- ${line}\n`)
    .join('');
}

/** @param {number | undefined} value */
function ms(value) {
  return (value ?? NaN).toFixed(1);
}

/**
 * @param {number | undefined} part
 * @param {number | undefined} whole
 */
function percent(part, whole) {
  return `${((100 * (part ?? NaN)) / (whole ?? NaN)).toFixed(0)} %`;
}

/** @param {number} value */
function million(value) {
  return `${(value / 1e6).toFixed(0)} million`;
}

/** @param {number} bytes */
function kb(bytes) {
  return (bytes / 1000).toFixed(0);
}
