import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './build.js';
import { contenderOf } from './contenders.js';
import { openBench } from './openBench.js';
import { mean, median } from './statistics.js';

/** 14 accumulators, a factor and a summand fill the 16 vector registers of x86-64. */
const ACCUMULATORS = 14;
const LANES = 4;
const STEPS = 2_000_000;
const ROUNDS = 12;
const FRAMES = 5;

/**
 * How near the networks come to what one thread of this browser can multiply and add at all: a loop
 * that touches no memory, beside the networks, in alternation.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 */
export async function measureRoofline(browser, url) {
  const bytes = [...multiplyAddModule()];
  const seats = [];
  for (const id of ['mien']) {
    const contender = contenderOf(id);
    const opened = await openBench(browser, url, contender);
    /** @type {number[]} */
    const classifyMs = [];
    seats.push({ model: String(contender.settings['model'] ?? 'fast'), ...opened, classifyMs });
  }
  const peak = await browser.newPage();
  await peak.goto(`${url}/`);
  /** @type {number[]} */
  const peaks = [];
  /** @type {number[]} */
  const detectMs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    peaks.push(await peak.evaluate(timePeak, { bytes, steps: STEPS }));
    for (const { read, classifyMs } of seats) {
      const task = { walk: 'one-0', from: round * FRAMES, count: FRAMES };
      const readings = await read({ ...task, mode: 'still' });
      const stage = (/** @type {string} */ name) =>
        mean(readings.map(({ stagesMs }) => stagesMs?.[name] ?? NaN));
      classifyMs.push(stage('classify'));
      detectMs.push(stage('detect'));
    }
  }
  for (const { page } of [...seats, { page: peak }]) await page.close();
  const peakPerMs = (STEPS * ACCUMULATORS * LANES) / median(peaks);
  return {
    peakGigaPerSecond: peakPerMs / 1e6,
    detectMs: median(detectMs),
    nets: seats.map(({ model, classifyMs }) => {
      const multiplyAdds = multiplyAddsOf(model);
      const perMs = multiplyAdds / median(classifyMs);
      return {
        model,
        multiplyAdds,
        classifyMs: median(classifyMs),
        gigaPerSecond: perMs / 1e6,
        shareOfPeak: perMs / peakPerMs,
      };
    }),
  };
}

/**
 * In the page.
 *
 * @param {{ bytes: number[], steps: number }} task
 */
async function timePeak({ bytes, steps }) {
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(bytes));
  const run = /** @type {(steps: number) => number} */ (instance.exports['run']);
  run(steps / 10);
  const startMs = performance.now();
  run(steps);
  return performance.now() - startMs;
}

/**
 * A module that exports `run(steps)`: each step does x ← x · factor + summand in every accumulator.
 *
 * @returns {Uint8Array} https://webassembly.github.io/spec/core/binary/
 */
function multiplyAddModule() {
  const [i32, f32, v128] = [0x7f, 0x7d, 0x7b];
  const get = (/** @type {number} */ local) => [0x20, local];
  const set = (/** @type {number} */ local) => [0x21, local];
  const constant = (/** @type {number} */ value) => [
    0x43,
    ...new Uint8Array(Float32Array.of(value).buffer),
  ];
  const splat = [0xfd, 0x13];
  const add = [0xfd, 0xe4, 1];
  const multiply = [0xfd, 0xe6, 1];
  const lane0 = [0xfd, 0x1f, 0];
  const [factor, summand] = [ACCUMULATORS + 1, ACCUMULATORS + 2];
  const accumulators = Array.from({ length: ACCUMULATORS }, (_, index) => index + 1);
  // Neither grows beyond bounds nor shrinks to numbers that processors are slow with.
  const start = [
    ...[...constant(0.999), ...splat, ...set(factor)],
    ...[...constant(0.001), ...splat, ...set(summand)],
  ];
  const step = accumulators.flatMap((x) => [
    ...[...get(x), ...get(factor), ...multiply, ...get(summand), ...add, ...set(x)],
  ]);
  const countDown = [...get(0), 0x41, 1, 0x6b, 0x22, 0];
  const loop = [0x03, 0x40, ...step, ...countDown, 0x0d, 0, 0x0b];
  const sum = [...get(1), ...accumulators.slice(1).flatMap((x) => [...get(x), ...add]), ...lane0];
  const locals = [1, ACCUMULATORS + 2, v128];
  const body = [...locals, ...start, ...loop, ...sum, 0x0b];
  const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [
    id,
    ...leb(content.length),
    ...content,
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, i32, 1, f32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/**
 * LEB128, as WebAssembly writes lengths.
 *
 * @param {number} value
 * @returns {number[]}
 */
function leb(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}

/**
 * @param {string} model
 * @returns {number} of one face
 */
function multiplyAddsOf(model) {
  const file = join(REPOSITORY, 'webapp/public/models', model, 'manifest.json');
  return Number(JSON.parse(readFileSync(file, 'utf8')).multiplyAdds);
}
