/**
 * Light: a face taken in the dark or through haze, brought to the range of a well-lit one. The same
 * steps as `reader/crops/relight.py`, which says where its numbers come from; tests/goldens/light.json
 * holds both to the same grey levels.
 */

const DARK_SHARE = 0.01;
const BRIGHT_SHARE = 0.99;
/** A face whose 1st and 99th percentile are closer is stretched to this span. */
const SPAN_GREY = 160;
/** A face whose 99th percentile lies below is lifted to it. */
const BRIGHT_GREY = 200;
/** Of either step. More would show a sensor's noise as a face. */
const MAX_GAIN = 8;

/**
 * The face stretched and lifted where it needs it, in the same order of pixels. A face that is well
 * lit comes back as it is.
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
