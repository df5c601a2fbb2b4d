import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODELS = fileURLToPath(new URL('../public/models/', import.meta.url));

/** What a manifest says of where a network is from: converted, or trained, perhaps from other weights. */
interface Sources {
  readonly source?: string;
  readonly licence?: string;
  readonly training?: { readonly initialWeights?: readonly string[] };
}

/** Where networks are from, and under which licences, as a list in Markdown. */
export function describeModels(names: readonly string[], folder = MODELS): string {
  return names.map((name) => `- ${name}: ${describe(join(folder, name))}\n`).join('');
}

function describe(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Sources;
  const { source, licence, training } = manifest;
  if (source !== undefined) return `${source}, ${String(licence)}`;
  const trained = "trained by Mien's scripts on FER2013 and FER+ (votes: MIT)";
  const begun = training?.initialWeights ?? [];
  return begun.length === 0 ? trained : `${trained}, from weights of ${begun.join(', and of ')}`;
}
