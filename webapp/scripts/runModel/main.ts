import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { VisionError } from '../../src/vision/errors';
import { BrowserError } from './chromiumPage';
import { ModelFolderError, readModelFolder } from './modelFolder';
import { runInChromium } from './runInChromium';
import { runInNode } from './runInNode';

const USAGE = 'usage: run-model.js FOLDER [--in node|chromium] < rows.bin > answer.bin';
const RUNNERS = new Map([
  ['node', runInNode],
  ['chromium', runInChromium],
]);

/** Runs the command of run-model.js; returns its exit code. */
export async function main(argv: string[]): Promise<number> {
  try {
    const { folder, run } = parseCommand(argv);
    const model = readModelFolder(folder);
    const input = await buffer(process.stdin);
    const rows = new Float32Array(Uint8Array.from(input).buffer);
    const { outputs } = await run(model, rows).catch(refuseGraph);
    const header = outputs.map(({ rowShape }, index) => ({ name: model.outputs[index], rowShape }));
    await write(`${JSON.stringify({ outputs: header })}\n`);
    for (const { pieces } of outputs) {
      for (const piece of pieces) await write(Buffer.from(Float32Array.from(piece).buffer));
    }
    return 0;
  } catch (error) {
    if (
      error instanceof ModelFolderError ||
      error instanceof BrowserError ||
      error instanceof VisionError
    ) {
      console.error(error.message);
      return 2;
    }
    throw error;
  }
}

function parseCommand(argv: string[]) {
  const { positionals, values } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { in: { type: 'string', default: 'node' } },
  });
  const [folder, ...others] = positionals;
  const run = RUNNERS.get(values.in);
  if (folder === undefined || others.length > 0 || run === undefined) {
    throw new ModelFolderError(USAGE);
  }
  return { folder, run };
}

/** A graph that loads but does not run, by the operation that TF.js stumbles over. */
function refuseGraph(error: unknown): never {
  if (error instanceof BrowserError || error instanceof VisionError) throw error;
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
  throw new ModelFolderError(
    `expected a graph that the page's kernels run, got: ${String(reason)}; build the network ` +
      'without it or add it to webapp/src/vision/compute/lean',
    { cause: error },
  );
}

function write(chunk: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
