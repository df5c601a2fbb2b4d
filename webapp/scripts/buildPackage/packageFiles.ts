import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeLicences } from '../../build/bundledPackages';
import { declareTypes } from './declarations';
import { packModel } from './packed';
import { ACCURATE, READER, WEBAPP } from './paths';

const LICENCES_HEAD = `# Where what is in this package is from

Mien's own code is under the MIT licence in LICENSE. The expression network was trained by Mien's
scripts on FER2013 and FER+ (votes: MIT), whose pictures belong to their owners and are not in it; its
manifest, in parts/, names its run and the figures measured on these very weights. The face detector
is Google's BlazeFace short-range (Apache-2.0, text below), from the npm package
@mediapipe/face_detection 0.4.1657300184, rebuilt. The kernels are Mien's own. The scripts contain:

`;

const ACCURATE_TYPES = `import type { ModelPackage } from '@mien/reader';

/** The slower and more accurate expression model. */
export declare const accurate: ModelPackage;
`;

/** Beside the scripts, what makes their folder a package: types, package.json, README, licences. */
export function writeReader(packages: ReadonlySet<string>): void {
  for (const [path, text] of declareTypes()) write(READER, `types/${path}`, text);
  write(READER, 'worker.d.ts', 'export {};\n');
  write(READER, 'index.d.ts', "export * from './types/package/browser.js';\n");
  write(READER, 'package.json', {
    ...common('reader'),
    description: 'Reads apparent facial expressions in the browser and in Node, on the device.',
    keywords: ['face', 'expression', 'emotion', 'fer2013', 'face-api', 'human', 'on-device'],
    exports: {
      '.': { types: './index.d.ts', node: './node.js', default: './index.js' },
      './worker.js': { types: './worker.d.ts', default: './worker.js' },
      './package.json': './package.json',
    },
    types: './index.d.ts',
    engines: { node: '>=20' },
  });
  write(READER, 'LICENSES-THIRD-PARTY.md', LICENCES_HEAD + describeLicences(packages));
  write(READER, 'README.md', document('embedding.md'));
  write(READER, 'upgrading.md', document('upgrading.md'));
  cpSync(join(WEBAPP, 'examples/uses'), join(READER, 'examples'), { recursive: true });
  cpSync(join(WEBAPP, '../LICENSE'), join(READER, 'LICENSE'));
}

/** The other expression model, for those who ask for it. */
export function writeAccurate(): void {
  write(ACCURATE, 'model.js', packModel('accurate'));
  write(
    ACCURATE,
    'index.js',
    "export const accurate = { name: 'accurate', load: () => import('./model.js') };\n",
  );
  write(ACCURATE, 'index.d.ts', ACCURATE_TYPES);
  write(ACCURATE, 'package.json', {
    ...common('accurate'),
    description: 'The more accurate expression model of @mien/reader.',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './package.json': './package.json',
    },
    types: './index.d.ts',
    peerDependencies: { '@mien/reader': versionOf() },
  });
  cpSync(join(WEBAPP, 'scripts/buildPackage/accurateReadme.md'), join(ACCURATE, 'README.md'));
  cpSync(join(WEBAPP, '../LICENSE'), join(ACCURATE, 'LICENSE'));
}

/** Without its ways to what stays in the repository. */
function document(name: string): string {
  const text = readFileSync(join(WEBAPP, '../docs', name), 'utf8');
  return text.replaceAll(/\[([^\]]+)\]\(\.\.\/[^)]*\)/g, '$1');
}

function common(name: string) {
  return {
    name: `@mien/${name}`,
    version: versionOf(),
    license: 'MIT',
    type: 'module',
    sideEffects: ['./worker.js'],
  };
}

/** @param content text, or what is written as JSON */
function write(folder: string, path: string, content: string | object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`;
  writeFileSync(join(folder, path), text);
}

function versionOf(): string {
  const page = JSON.parse(readFileSync(join(WEBAPP, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return page.version;
}
