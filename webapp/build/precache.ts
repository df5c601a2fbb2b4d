import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import { collectPackages } from './bundledPackages.ts';
import { readParts } from './parts.ts';

const SERVICE_WORKER = fileURLToPath(new URL('../src/offline/serviceWorker.ts', import.meta.url));

/** Files whose names change with their content need no revision. */
const HASHED = /^(assets\/.+-[\w-]{8}\.\w+|models\/.+\/weights-[0-9a-f]{12}\.bin)$/;

/** A file to be kept on the device; its revision is null where its name tells its content. */
export interface PrecacheEntry {
  readonly url: string;
  readonly revision: string | null;
}

/** Folders of the packages that the service worker is made of. */
export const WORKBOX = [
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
].map((name) => fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url)));

/**
 * After the page, builds its service worker with the list of the page's files.
 *
 * @throws Error from the build if the worker has a package that is none of WORKBOX, whose licences
 * are in the page's list.
 */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const folder = resolve(config.root, config.build.outDir);
      const packages = new Set<string>();
      await build({
        plugins: [collectPackages(packages)],
        root: config.root,
        base: config.base,
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: {
          PRECACHE: JSON.stringify(listFiles(folder)),
          GIVING_FILES: JSON.stringify(readParts(folder).giving),
          OTHER_MODELS: JSON.stringify(listOtherModels(folder)),
          // Workbox talks to the console in development.
          'process.env.NODE_ENV': '"production"',
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          modulePreload: false,
          rolldownOptions: {
            input: SERVICE_WORKER,
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
      const found = [...packages].toSorted();
      if (found.join() !== WORKBOX.join()) {
        throw new Error(
          `expected the service worker to be of ${WORKBOX.join()}, got ${found.join()}`,
        );
      }
    },
  };
}

/**
 * The files below a built page's folder, in the order of their names. Of several expression models
 * only the page's default is kept: the others are loaded when a person chooses them, and so is the
 * part with which pictures are given. All other parts that are loaded later are kept, the largest
 * too: reading many files takes 75 kB compressed, a twelfth of what a first visit loads, comes when
 * the page runs already, and is in its menu with and without a connection.
 */
export function listFiles(folder: string): PrecacheEntry[] {
  const otherModels = namesOfOtherModels(folder).map((name) => `models/${name}/`);
  const giving = new Set(readParts(folder).giving);
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((url) => url !== 'sw.js' && !url.endsWith('.map'))
      // firebase.json deploys nothing that is hidden, such as what a killed export leaves.
      .filter((url) => !/(^|\/)\./.test(url))
      .filter((url) => !otherModels.some((start) => url.startsWith(start)))
      .filter((url) => !giving.has(url))
      .toSorted()
      .map((url) => ({ url, revision: HASHED.test(url) ? null : revision(join(folder, url)) }))
  );
}

/** The files of the models that are not kept, with what tells that a server has others by now. */
export function listOtherModels(folder: string): { url: string; revision: string }[] {
  return namesOfOtherModels(folder).flatMap((name) =>
    readdirSync(join(folder, 'models', name))
      .toSorted()
      .map((file) => `models/${name}/${file}`)
      .map((url) => ({ url, revision: revision(join(folder, url)) })),
  );
}

function namesOfOtherModels(folder: string): string[] {
  const index: unknown = JSON.parse(readFileSync(join(folder, 'models/index.json'), 'utf8'));
  if (typeof index !== 'object' || index === null || !('expression' in index)) {
    throw new Error('expected models/index.json with a list of expression models; export one');
  }
  const names: unknown[] = Array.isArray(index.expression) ? index.expression : [];
  const chosen = 'default' in index ? index.default : undefined;
  return names.filter((name) => typeof name === 'string').filter((name) => name !== chosen);
}

function revision(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
}
