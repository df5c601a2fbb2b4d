import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import { collectPackages } from './bundledPackages.ts';

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
          GIVING_FILES: JSON.stringify(listGivingFiles(folder)),
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
 * part with which pictures are given, its styles too.
 */
export function listFiles(folder: string): PrecacheEntry[] {
  const otherModels = namesOfOtherModels(folder).map((name) => `models/${name}/`);
  const needed = new Set([
    ...scriptsFrom(folder, BEGINNING),
    ...listLaterScripts(folder),
    ...stylesOfThePage(folder),
  ]);
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((url) => url !== 'sw.js' && !url.endsWith('.map'))
      // firebase.json deploys nothing that is hidden, such as what a killed export leaves.
      .filter((url) => !/(^|\/)\./.test(url))
      .filter((url) => !otherModels.some((start) => url.startsWith(start)))
      .filter((url) => !OF_A_PART.test(url) || needed.has(url))
      .toSorted()
      .map((url) => ({ url, revision: HASHED.test(url) ? null : revision(join(folder, url)) }))
  );
}

/** Small scripts that are kept with the page, but not needed for a first reading. */
export function listLaterScripts(folder: string): string[] {
  const already = scriptsFrom(folder, BEGINNING);
  return [...scriptsFrom(folder, LATER)].filter((url) => !already.has(url));
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

/** The part with which pictures are given: what only it needs, for a person who turned it on. */
export function listGivingFiles(folder: string): string[] {
  const already = scriptsFrom(folder, BEGINNING);
  const scripts = [...scriptsFrom(folder, GIVING_SCRIPT)].filter((url) => !already.has(url));
  const styles = assetsOf(folder).filter((url) => GIVING_STYLES.test(url));
  return [...scripts, ...styles].toSorted();
}

/** A built script or style sheet. */
const OF_A_PART = /^assets\/.+\.(js|css)$/;
/** The page and its worker are where scripts begin. */
const BEGINNING = /^assets\/(index|worker)-.+\.js$/;
/** What makes the timeline's files. */
const LATER = /^assets\/timelineFiles-.+\.js$/;
const GIVING_SCRIPT = /^assets\/GivingPart-.+\.js$/;
const GIVING_STYLES = /^assets\/GivingPart-.+\.css$/;
/** `import "./x.js"` and `from "./x.js"`, not `import("./x.js")`, which is for later. */
const STATIC_IMPORT = /\b(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g;

function assetsOf(folder: string): string[] {
  const assets = join(folder, 'assets');
  return existsSync(assets) ? readdirSync(assets).map((file) => `assets/${file}`) : [];
}

/** The style sheets that index.html names; a part that is loaded later brings its own. */
function stylesOfThePage(folder: string): string[] {
  const page = join(folder, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : '';
  return assetsOf(folder).filter((url) => url.endsWith('.css') && html.includes(url));
}

/** The scripts whose names match, and what these import from the start. */
function scriptsFrom(folder: string, beginning: RegExp): ReadonlySet<string> {
  const waiting = assetsOf(folder).filter((url) => beginning.test(url));
  return withImports(waiting, (url) => readFileSync(join(folder, url), 'utf8'));
}

/**
 * Built scripts and what they import from the start, by paths like `assets/x.js`.
 *
 * @param codeOf the text of a script
 */
export function withImports(
  scripts: readonly string[],
  codeOf: (url: string) => string,
): ReadonlySet<string> {
  const waiting = [...scripts];
  const found = new Set<string>();
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (found.has(url)) continue;
    found.add(url);
    for (const [, file] of codeOf(url).matchAll(STATIC_IMPORT))
      waiting.push(`assets/${file ?? ''}`);
  }
  return found;
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
