import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { describeLicences } from '../../build/bundledPackages.ts';
import { declareTypes } from './declarations.ts';

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));

const LICENCES_HEAD = `# Licences of what is in this folder

Mien's own code is under the MIT licence in LICENSE. \`models/face_detector\` is Google's BlazeFace
short-range, Apache-2.0, whose text is below. The scripts and the .wasm files contain:

`;

/**
 * Beside the built core, what makes its folder a package: types, models, package.json, README and
 * licences.
 *
 * @param packages folders of the npm packages in the build, complete when its files are written
 */
export function packageFiles(packages: ReadonlySet<string>): Plugin {
  let folder = '';
  return {
    name: 'package-files',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    writeBundle() {
      const write = (path: string, text: string) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      };
      for (const [path, text] of declareTypes()) write(`types/${path}`, text);
      write('mien.d.ts', "export * from './types/index.js';\n");
      write('package.json', `${JSON.stringify(describePackage(), undefined, 2)}\n`);
      write('LICENSES-THIRD-PARTY.md', LICENCES_HEAD + describeLicences(packages));
      cpSync(join(WEBAPP, 'scripts/buildCore/packageReadme.md'), join(folder, 'README.md'));
      cpSync(join(WEBAPP, '../LICENSE'), join(folder, 'LICENSE'));
      cpSync(join(WEBAPP, 'public/models'), join(folder, 'models'), { recursive: true });
    },
  };
}

function describePackage(): Record<string, unknown> {
  const page: unknown = JSON.parse(readFileSync(join(WEBAPP, 'package.json'), 'utf8'));
  if (typeof page !== 'object' || page === null || !('version' in page)) {
    throw new Error('expected webapp/package.json to name a version');
  }
  return {
    name: 'mien',
    version: page.version,
    description: 'Reads apparent facial expressions in the browser, on the device.',
    license: 'MIT',
    // Installed from its folder; nobody has published it.
    private: true,
    type: 'module',
    sideEffects: false,
    types: './mien.d.ts',
    exports: {
      '.': { types: './mien.d.ts', default: './mien.js' },
      './models/*': './models/*',
      './package.json': './package.json',
    },
  };
}
