import { parseArgs } from 'node:util';
import { VisionError } from '../../src/vision/errors';
import { BrowserError, inChromium } from './chromiumPage';
import { ModelFolderError, readModelFolder } from './modelFolder';

const USAGE = 'usage: time-models.js FOLDER… [--turns N] [--tfjs]';

/** Runs the command of time-models.js; returns its exit code. */
export async function main(argv: string[]): Promise<number> {
  try {
    const { folders, turns, onTfjs } = parseCommand(argv);
    const files = new Map<string, Buffer>();
    const nets = folders.map((folder, index) => {
      const { graph, weights, outputs, rowShape } = readModelFolder(folder);
      const weightsFile = `weights-${index}.bin`;
      files.set(`/${weightsFile}`, Buffer.from(weights));
      return { graph, weightsFile, outputs, rowShape, onTfjs: false };
    });
    const answer = await inChromium(
      { entry: 'timingPage.ts', ready: 'timeNets', files },
      async (page) => ({
        browser: `Chromium ${page.context().browser()?.version() ?? ''}`,
        timesMs: await page.evaluate((job) => globalThis.timeNets(job.nets, job.turns), {
          nets: onTfjs ? [...nets, ...nets.map((net) => ({ ...net, onTfjs }))] : nets,
          turns,
        }),
      }),
    );
    console.log(JSON.stringify(answer));
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
    options: {
      turns: { type: 'string', default: '20' },
      tfjs: { type: 'boolean', default: false },
    },
  });
  const turns = Number(values.turns);
  if (positionals.length === 0 || !Number.isInteger(turns) || turns < 1) {
    throw new ModelFolderError(USAGE);
  }
  return { folders: positionals, turns, onTfjs: values.tfjs };
}
