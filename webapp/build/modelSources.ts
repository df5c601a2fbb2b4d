import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODELS = fileURLToPath(new URL('../public/models/', import.meta.url));

interface Index {
  readonly detector: string;
  readonly expression: readonly string[];
}

/** What a manifest says of where a network is from: converted, or trained, perhaps from other weights. */
interface Sources {
  readonly source?: string;
  readonly licence?: string;
  readonly training?: { readonly initialWeights?: readonly string[] };
}

/** Where the page's networks are from, and under which licences, as a list in Markdown. */
export function describeModels(folder = MODELS): string {
  const { detector, expression } = read(join(folder, 'index.json')) as Index;
  return [detector, ...expression]
    .map((name) => `- ${name}: ${describe(read(join(folder, name, 'manifest.json')) as Sources)}\n`)
    .join('');
}

function describe({ source, licence, training }: Sources): string {
  if (source !== undefined) return `${source}, ${String(licence)}`;
  const begun = training?.initialWeights ?? [];
  return ["trained by Mien's scripts", ...begun.map((each) => `from weights of ${each}`)].join(
    ', ',
  );
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
