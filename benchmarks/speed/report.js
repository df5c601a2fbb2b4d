import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { CONTENDERS, contenderOf } from './contenders.js';
import { goalsOf } from './goals.js';
import { ratioByTurn } from './statistics.js';
import { stillsTable } from './stills.js';
import { table } from './table.js';
import { whereItGoes } from './whereItGoes.js';

/**
 * @typedef {object} Results
 * @property {Awaited<ReturnType<typeof import('./alternate.js').alternate>>
 *   & { browser: string, faces: string }} alternation
 * @property {Awaited<ReturnType<typeof import('./stills.js').readStills>> | undefined} stills
 *   undefined: not measured
 * @property {{ rates: Awaited<ReturnType<typeof import('./throttled.js').throttledRates>>,
 *   page: Awaited<ReturnType<typeof import('./throttled.js').pageFrames>> }} throttled
 * @property {{ contenders: Awaited<ReturnType<typeof import('./firstResult.js').firstResults>>,
 *   page: Awaited<ReturnType<typeof import('./firstResult.js').pageFirstResults>> }} first
 * @property {Awaited<ReturnType<typeof import('./memory.js').watchMemory>>} memory
 * @property {Awaited<ReturnType<typeof import('./lines.js').countLines>>} lines
 * @property {Awaited<ReturnType<typeof import('./roofline.js').measureRoofline>>} roofline
 * @property {{ recipe: string, precision: string, backend: string,
 *   imagesPerSecond: { ours: number, generator: number, 'bare step': number },
 *   share: { ours: number, generator: number } } | undefined} training undefined: not measured
 * @property {{ model: string, seconds: { export: number, converter: number } }} conversion
 */

/**
 * Writes speed.json, speed.csv and speed.md into a folder.
 *
 * @param {string} folder
 * @param {Results} results
 * @returns {string} the tables of frames and goals, for the terminal
 */
export function write(folder, results) {
  const goals = goalsOf(results);
  const machine = describeMachine();
  // The single values are many and say nothing that these do not.
  const rows = rowsOf(results).map((row) => ({ ...row, turnsMs: undefined }));
  const alternation = { ...results.alternation, rows };
  const memory = results.memory.map((watched) => ({ ...watched, readings: undefined }));
  const document = { machine, goals, ...results, alternation, memory };
  writeFileSync(join(folder, 'speed.json'), `${JSON.stringify(document, undefined, 2)}\n`);
  writeFileSync(join(folder, 'speed.csv'), asCsv(results));
  const frames = framesTable(results);
  const goalsTable = table(
    ['Goal', 'Wanted', 'Measured', 'Met'],
    goals.map(({ text, wanted, measured, isMet }) => [
      text,
      wanted,
      measured,
      isMet ? 'yes' : 'no',
    ]),
  );
  writeFileSync(join(folder, 'speed.md'), asMarkdown(results, machine, frames, goalsTable));
  return `${frames}\n${goalsTable}`;
}

/** @param {NonNullable<Results['training']>} training */
function trainingTable(training) {
  return `${table(
    ['Feeding', 'Images/s', "Data's share of a step"],
    [
      ['Batches cut from memory, not augmented', training.imagesPerSecond['bare step'].toFixed(0), ''],
      [
        "Mien's, in the compiled graph",
        training.imagesPerSecond.ours.toFixed(0),
        `${(100 * training.share.ours).toFixed(1)} %`,
      ],
      [
        'Image by image in Python, as a Keras generator',
        training.imagesPerSecond.generator.toFixed(0),
        `${(100 * training.share.generator).toFixed(1)} %`,
      ],
    ],
  )}
\`${training.recipe}\`, ${training.precision}, ${training.backend}, on this machine's processor; [data_path.py](../benchmarks/data_path.py) measures it anywhere.`;
}

/** @param {Results} results */
function lightnessTable({ memory, lines }) {
  return table(
    ['', 'Frames', 'Tensors', 'Heap, MB', 'Growth', 'Lines of a live label'],
    memory.map((watched) => [
      contenderOf(watched.id).title,
      String(watched.frames),
      watched.leastTensors === watched.mostTensors
        ? String(watched.mostTensors)
        : `${watched.leastTensors}–${watched.mostTensors}`,
      (watched.heapLateBytes / 1e6).toFixed(1),
      `${(100 * watched.heapGrowth).toFixed(1)} %`,
      String(lines.find(({ id }) => id === watched.id)?.lines ?? ''),
    ]),
  );
}

/** @param {Results} results */
function rowsOf({ alternation }) {
  const base = (/** @type {'one' | 'four'} */ faces) =>
    alternation.rows.find(({ id, faces: its }) => id === 'face-api' && its === faces)?.turnsMs ??
    [];
  return alternation.rows.map((row) => ({
    ...row,
    title: contenderOf(row.id).title,
    besideFaceApi: ratioByTurn(row.turnsMs, base(row.faces)),
  }));
}

/** @param {Results} results */
function framesTable(results) {
  return table(
    ['Contender', 'Faces', 'Median ms', 'p95 ms', 'Mean ms', 'Beside face-api'],
    rowsOf(results).map(({ title, faces, medianMs, p95Ms, meanMs, besideFaceApi }) => [
      title,
      faces,
      medianMs.toFixed(1),
      p95Ms.toFixed(1),
      meanMs.toFixed(1),
      `${besideFaceApi.toFixed(2)}×`,
    ]),
  );
}

/** @param {Results} results */
function asCsv(results) {
  const rows = rowsOf(results).map(
    ({ id, faces, frames, medianMs, p95Ms, meanMs, besideFaceApi }) =>
      [
        id,
        faces,
        frames,
        ...[medianMs, p95Ms, meanMs, besideFaceApi].map((v) => v.toFixed(3)),
      ].join(),
  );
  return `${['contender,faces,frames,median_ms,p95_ms,mean_ms,beside_face_api', ...rows].join('\n')}\n`;
}

/**
 * @param {Results} results
 * @param {string} machine
 * @param {string} frames
 * @param {string} goals
 */
function asMarkdown(results, machine, frames, goals) {
  const { alternation, stills, throttled, first, roofline, training, conversion } = results;
  const face =
    alternation.faces === 'astronaut'
      ? "NASA's photograph of Eileen Collins (public domain)"
      : 'one of FER2013’s Training faces, enlarged';
  const stages = alternation.rows.filter(({ stagesMs }) => Object.keys(stagesMs).length > 0);
  return `# How fast and how light

\`make bench\` writes this page, with the figures also in [speed.json](speed.json) and [speed.csv](speed.csv). Measured on ${new Date().toISOString().slice(0, 10)} on ${machine} in headless Chromium ${alternation.browser.split('.')[0]}, without a GPU. The cores are virtual and shared, and other programs ran at the same time, so compare ratios, not milliseconds. Contenders took turns of a few frames each, and a ratio is the median over the turns.

![Milliseconds a frame and kilobytes until the first result, of each contender](speed.png)

## Goals

${goals}
## Where the time and the bytes go

${whereItGoes(results)}

## Frames

640×480, ${face}, moving a little from frame to frame; with four faces, each quarter shows that face. All contenders compute on WebAssembly, in one thread. face-api's tiny detector gets 320 px: its documentation recommends 128 or 160 for a webcam, which is faster and misses smaller faces, and its default is 416. Mien's detector reduces the frame to 128 px and searches parts of it for smaller faces. Times run from a canvas to the named expressions, on the page, including the way to a worker and back. "Following" reads a video of 30 frames/s. Mien then runs its detector every 133 ms, alternately on the whole frame and on a close-up, and reads every frame, since the face moves by more than the limit for a still one. Human searches again every few seconds, but only while frames hardly differ (its \`cacheSensitivity\`), and a moving face's frames do differ. MediaPipe only finds faces.

${frames}
Where Mien's time goes, mean milliseconds:

${table(
  ['', 'Faces', 'There and back', 'Detect', 'Crop', 'Classify'],
  stages.map(({ id, faces, stagesMs }) => [
    contenderOf(id).title,
    faces,
    ...['way', 'detect', 'crop', 'classify'].map((name) => (stagesMs[name] ?? NaN).toFixed(1)),
  ]),
)}
One thread of this browser can multiply and add ${roofline.peakGigaPerSecond.toFixed(1)} billion numbers a second, in a loop that touches no memory. The networks exceed that where Winograd tiles save products:

${table(
  ['Model', 'Multiply-adds', 'ms', 'Billion a second', 'Beside the peak'],
  roofline.nets.map(({ model, multiplyAdds, classifyMs, gigaPerSecond, shareOfPeak }) => [
    model,
    `${(multiplyAdds / 1e6).toFixed(0)} M`,
    classifyMs.toFixed(1),
    gigaPerSecond.toFixed(1),
    `${shareOfPeak.toFixed(2)}×`,
  ]),
)}
## Large pictures

Pictures of 4000×3000 pixels have 30 faces, five of each height, tilted by up to 10 degrees (NASA's photograph again). Times run from the picture's pixels to the named expressions. Each contender has the settings with which it finds most.

${stills === undefined ? 'Not measured in this run.' : stillsTable(stills)}
## A slow phone

The browser slows the page's thread down to a quarter of its speed, and the workers' scripts run in that thread. On a busy machine the slowdown is larger; it was measured against the same page's normal turns:

${table(
  ['Contender', 'Faces', 'Results/s', 'Slowdown measured'],
  throttled.rates.map(({ id, faces, slowedPerSecond, slowdown }) => [
    contenderOf(id).title,
    faces,
    slowedPerSecond.toFixed(1),
    `${slowdown.toFixed(1)}×`,
  ]),
)}
The built page at 390×844 was slowed down as much, its worker in a thread of its own. The row without camera shows the machine's own delays, in a page that does nothing:

${table(
  ['', 'Frames', 'p95 gap ms', 'Longest gap ms', 'Gaps over 50 ms', 'Tasks over 50 ms'],
  [
    frameCells('Before the camera is on', throttled.page.idle),
    frameCells('Reading the camera', throttled.page.reading),
  ],
)}
## Until the first result

Each starts in a fresh browser context and loads from this machine. Kilobytes are 1000 bytes, compressed by Node's zlib at level 9 (gzip's files are up to 4 % larger), or uncompressed where that is smaller; Firebase Hosting sends no more. The peers have no page here: only their packages and models count.

${table(
  ['', 'kB', 'JavaScript', 'WebAssembly', 'Models', 'ms'],
  [
    { title: "Mien's page, camera and all", ...first.page.plain },
    ...first.contenders.map(({ id, ...rest }) => ({ title: contenderOf(id).title, ...rest })),
  ].map(({ title, sentBytes, bytesByKind, ms }) => [
    title,
    kb(sentBytes),
    kb(bytesByKind['js'] ?? 0),
    kb(bytesByKind['wasm'] ?? 0),
    kb(bytesByKind['models'] ?? 0),
    ms.toFixed(0),
  ]),
)}
At 4× throttling and on 4G (9 Mbit/s, 170 ms a round trip): ${(first.page.phone.ms / 1000).toFixed(1)} s to the first expression on the page.

## What a page takes on

The table has tensors and the JavaScript heap after garbage collection, from the first third of many frames to the last, and the lines of a script that names the expression of the face before a camera ([tasks](../benchmarks/speed/pages/tasks)). Each script uses the library's own back end, switches off what the task does not need, and was run.

${lightnessTable(results)}
## Training and converting

${training === undefined ? 'Feeding the training was not measured in this run.' : trainingTable(training)}

\`converter/export.py\` takes ${conversion.seconds.export.toFixed(1)} s for \`${conversion.model}\`, with its proofs in Keras, Node and Chromium, on a busy machine; \`tensorflowjs_converter\` alone ${conversion.seconds.converter.toFixed(1)} s.

## Measure again

\`make bench\` needs Chromium, the package registries on its first run, and half an hour or more. \`make bench BENCH="--stage memory"\` repeats one part, \`BENCH="--turns 5 --frames 1000"\` measures everything roughly. Values depend on the machine; run nothing else meanwhile.

## Versions

${CONTENDERS.map(({ id, title }) => `- ${title}: ${alternation.about[id] ?? ''}`).join('\n')}

Packages are pinned in [benchmarks/package.json](../benchmarks/package.json).
`;
}

/**
 * @param {string} title
 * @param {Results['throttled']['page']['idle']} seen
 */
function frameCells(title, seen) {
  return [
    title,
    String(seen.frames),
    seen.p95GapMs.toFixed(0),
    seen.longestGapMs.toFixed(0),
    String(seen.gapsOver50Ms),
    String(seen.tasksOver50Ms),
  ];
}

/** @param {number} bytes */
function kb(bytes) {
  return (bytes / 1000).toFixed(0);
}

/** What the figures were measured on, as far as they hang on it. */
function describeMachine() {
  const [first] = cpus();
  const model = first?.model.replace(/\s+/g, ' ').trim() || 'an unnamed processor';
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const vectors = [
    /\bavx512f\b/.test(flags) ? 'AVX-512' : '',
    /\bavx2\b/.test(flags) ? 'AVX2' : '',
  ];
  const widest = vectors.find((name) => name !== '');
  return `${cpus().length} cores of ${model} (${process.arch}${widest === undefined ? '' : `, ${widest}`})`;
}
