/**
 * Results as the stages leave them, with values that can be checked by hand: Mien takes 10 ms alone
 * and 4 ms following, face-api 60, Human 40, four faces 15 and 6.
 *
 * @returns {import('../report.js').Results}
 */
export function madeUpResults() {
  const row = (
    /** @type {string} */ id,
    /** @type {'one' | 'four'} */ faces,
    /** @type {number} */ ms,
  ) => ({
    ...{ id, faces, frames: 4, medianMs: ms, p95Ms: 2 * ms, meanMs: ms },
    stagesMs: id.startsWith('mien')
      ? { way: 0.1, detect: 0.5 * ms, crop: 1, classify: 0.3 * ms }
      : {},
    turnsMs: [
      [ms, ms],
      [ms, ms],
    ],
  });
  const visit = {
    ms: 900,
    sentBytes: 800_000,
    bytesByKind: { js: 160_000, wasm: 140_000, models: 500_000 },
    sent: [{ path: '/models/fast/weights.bin', rawBytes: 500_000, sentBytes: 500_000 }],
  };
  const watched = {
    frames: 100,
    p95GapMs: 20,
    longestGapMs: 50,
    gapsOver50Ms: 0,
    tasksOver50Ms: 0,
    longestTaskMs: 0,
  };
  return {
    alternation: {
      ...{ turns: 2, seed: 1 },
      about: { mien: 'fast, wasm-simd' },
      browser: '156.0.1',
      faces: 'astronaut',
      rows: [
        row('mien', 'one', 10),
        row('mien', 'four', 15),
        row('mien-stream', 'one', 4),
        row('mien-stream', 'four', 6),
        row('face-api', 'one', 60),
        row('face-api', 'four', 90),
        row('human', 'one', 40),
      ],
    },
    stills: {
      stills: 2,
      rows: [
        {
          ...{ title: 'Mien', seconds: 1.5, wrong: 0 },
          found: [{ heightPx: 24, of: 10, faces: 9 }],
        },
      ],
    },
    throttled: {
      rates: [
        { id: 'mien-stream', faces: 'one', slowedPerSecond: 30, slowdown: 4 },
        { id: 'mien-stream', faces: 'four', slowedPerSecond: 29.9, slowdown: 4 },
      ],
      page: { idle: watched, reading: watched, resultsPerSecond: 20 },
    },
    first: {
      contenders: [{ id: 'face-api', ...visit }],
      page: { plain: visit, phone: { ...visit, ms: 4001 } },
    },
    memory: [
      {
        ...{ id: 'mien-stream', frames: 10_000 },
        ...{ heapEarlyBytes: 1e7, heapLateBytes: 1.06e7, heapGrowth: 0.06 },
        ...{ leastTensors: 90, mostTensors: 91, readings: [] },
      },
    ],
    lines: [{ id: 'mien-stream', lines: 6 }],
    roofline: {
      peakGigaPerSecond: 40,
      detectMs: 5,
      nets: [
        { model: 'fast', multiplyAdds: 1e8, classifyMs: 5, gigaPerSecond: 20, shareOfPeak: 0.5 },
      ],
    },
    training: {
      ...{ recipe: 'five_layer', precision: 'float32', backend: 'tensorflow' },
      imagesPerSecond: { ours: 300, generator: 100, 'bare step': 310 },
      share: { ours: 0.03, generator: 0.7 },
    },
    conversion: { model: 'five_layer', seconds: { export: 30, converter: 10 } },
  };
}
