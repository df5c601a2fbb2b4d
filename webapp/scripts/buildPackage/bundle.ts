import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import { collectPackages } from '../../build/bundledPackages';
import { slimTensorFlow } from '../../build/tensorflow';
import { packedFiles } from './packed';
import { READER, WEBAPP } from './paths';

const TARGET = ['es2022', 'safari16.4', 'chrome111', 'firefox115'];

/**
 * Writes the package's scripts.
 *
 * @returns folders of the npm packages that are in them
 */
export async function bundle(): Promise<ReadonlySet<string>> {
  const packages = new Set<string>();
  const worker = join(WEBAPP, 'package/worker.ts');
  const alone = await build({
    ...common(packages, ''),
    build: {
      write: false,
      target: TARGET,
      rolldownOptions: { input: worker, output: { format: 'iife' } },
    },
  });
  await build({
    ...common(packages, scriptOf(alone)),
    build: {
      outDir: READER,
      target: TARGET,
      modulePreload: false,
      // The models are large, and are loaded alone.
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: {
        input: {
          index: join(WEBAPP, 'package/browser.ts'),
          node: join(WEBAPP, 'package/node.ts'),
          worker,
        },
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name].js' },
        checks: { bundlerTimings: false },
      },
    },
  });
  return packages;
}

function common(packages: Set<string>, workerScript: string): InlineConfig {
  return {
    root: WEBAPP,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: {
      alias: [...slimTensorFlow, { find: /^util$/, replacement: join(WEBAPP, 'package/util.ts') }],
    },
    // TF.js asks for Node's; webpack answers that it is there, and leaves the name undefined.
    define: { __filename: 'undefined' },
    plugins: [packedFiles(workerScript), plainWorkerUrl(), collectPackages(packages)],
  };
}

/** Writes the worker's address in the one form that bundlers recognise and follow. */
function plainWorkerUrl(): Plugin {
  return {
    name: 'plain-worker-url',
    generateBundle: {
      order: 'post',
      handler(_options, files) {
        for (const file of Object.values(files)) {
          if (file.type !== 'chunk') continue;
          file.code = file.code.replaceAll('WORKER_URL', 'new URL("./worker.js",import.meta.url)');
        }
      },
    },
  };
}

function scriptOf(built: Awaited<ReturnType<typeof build>>): string {
  const [bundled] = [built].flat();
  if (bundled === undefined || !('output' in bundled)) throw new Error('expected a built worker');
  return bundled.output[0].code;
}
