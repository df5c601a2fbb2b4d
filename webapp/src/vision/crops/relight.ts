/**
 * Relights a face taken in the dark or through haze to the range of a well-lit one. The same steps as
 * `reader/crops/relight.py`, which has the sources of the constants; tests/goldens/light.json holds both
 * to the same grey levels.
 */

const DARK_SHARE = 0.01;
const BRIGHT_SHARE = 0.99;
/** If the 1st and 99th percentile are closer, the face is stretched to this span. */
const SPAN_GREY = 160;
/** If the 99th percentile is lower, the face is lifted to this. */
const BRIGHT_GREY = 200;
/** Largest gain of either step. More would amplify a sensor's noise into a face. */
const MAX_GAIN = 8;

/**
 * The face stretched and lifted where it needs it, pixels in the same order. A well-lit face is
 * returned as it is.
 */
export function relight(face: Uint8Array): Uint8Array {
  const [dark, bright] = darkAndBright(face);
  const span = bright - dark;
  const stretch = Math.max(1, SPAN_GREY / Math.max(span, SPAN_GREY / MAX_GAIN));
  const darkest = Math.min(dark, 255 - span * stretch);
  const brightest = darkest + span * stretch;
  const lift = Math.max(1, BRIGHT_GREY / Math.max(brightest, BRIGHT_GREY / MAX_GAIN));
  if (stretch === 1 && lift === 1) return face;
  return face.map((grey) => {
    const lit = ((grey - dark) * stretch + darkest) * lift;
    return Math.max(0, Math.min(255, Math.floor(lit + 0.5)));
  });
}

/** The 1st and the 99th percentile (nearest rank), by counting, which is cheaper than sorting. */
function darkAndBright(face: Uint8Array): readonly [number, number] {
  const counts = new Uint32Array(256);
  for (const grey of face) counts[grey] = (counts[grey] ?? 0) + 1;
  return [levelAt(counts, DARK_SHARE * face.length), levelAt(counts, BRIGHT_SHARE * face.length)];
}

/** The first grey level up to which at least `rank` pixels are counted. */
function levelAt(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (let grey = 0; grey < counts.length; grey += 1) {
    seen += counts[grey] ?? 0;
    if (seen >= rank) return grey;
  }
  return counts.length - 1;
}
