import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { describeModels } from './modelSources';

const WEBAPP = fileURLToPath(new URL('../', import.meta.url));
const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** TF.js's packages name Apache-2.0 and come without its text; TypeScript's has it. */
const APACHE_TEXT = join(WEBAPP, 'node_modules/typescript/LICENSE.txt');

/** Adds to `folders` those of every npm package of which a module or a file is in the build. */
export function collectPackages(folders: Set<string>): Plugin {
  return {
    name: 'collect-packages',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? Object.keys(file.modules) : file.originalFileNames,
      );
      for (const file of files) {
        const folder = PACKAGE_FOLDER.exec(resolve(WEBAPP, file))?.[0];
        if (folder !== undefined) folders.add(folder);
      }
    },
  };
}

/**
 * The packages by name, version and licence, then each licence's text once, as Markdown.
 *
 * @throws Error if a package comes with neither a licence's text nor one of a known name.
 */
export function describeLicences(folders: ReadonlySet<string>): string {
  const lines: string[] = [];
  /** By a licence's text, the names of the packages under it. */
  const users = new Map<string, string[]>();
  for (const folder of [...folders].toSorted()) {
    const { name, version, license } = readPackage(folder);
    const text = readLicence(folder, license);
    lines.push(`- ${name} ${version}, ${license}`);
    users.set(text, [...(users.get(text) ?? []), name]);
  }
  const sections = [...users].map(
    ([text, names]) => `## ${names.join(', ')}\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`,
  );
  return [`${lines.join('\n')}\n`, ...sections].join('\n');
}

function readLicence(folder: string, license: string): string {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  if (license === 'Apache-2.0') return readFileSync(APACHE_TEXT, 'utf8');
  throw new Error(`expected a licence in ${folder}, got none; say in bundledPackages.ts which`);
}

interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

function readPackage(folder: string): PackageFacts {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (isPackage(json)) return json;
  throw new Error(`expected ${folder}/package.json to say its name, version and licence`);
}

function isPackage(json: unknown): json is PackageFacts {
  if (typeof json !== 'object' || json === null) return false;
  return ['name', 'version', 'license'].every((key) => typeof Reflect.get(json, key) === 'string');
}

/** Puts the licences of what is in the page beside it; Apache-2.0 asks for a copy of its text. */
export function licencesFile(folders: ReadonlySet<string>): Plugin {
  return {
    name: 'licences-file',
    apply: 'build',
    // After every bundle of the build, the worker's too.
    enforce: 'post',
    generateBundle() {
      const source = `# What Mien is built with\n\n${describeModels()}\n${describeLicences(folders)}`;
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}
