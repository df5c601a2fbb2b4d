import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HtmlTagDescriptor, Plugin } from 'vite';

/**
 * Lets the browser fetch the worker's files and the default models at once: else each is only asked for
 * when the one before has come and run, seven round trips in a row. The worker finds them in the
 * browser's cache, which keeps files with a hash in their names. They wait in a template until the page
 * has painted (src/fetchAhead.ts), since 700 kB of them would share a slow connection with its script.
 */
export function preloadForWorker(): Plugin {
  let models = '';
  return {
    name: 'preload-for-worker',
    apply: 'build',
    configResolved({ publicDir }) {
      models = resolve(publicDir, 'models');
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { chunk }) => {
        // The worker is one script, and to the page a file that it refers to.
        const files = chunk?.viteMetadata?.importedAssets ?? [];
        const scripts = [...files].filter((file) => file.endsWith('.js'));
        const children = [...scripts, ...defaultWeights(models)].map(linkTo);
        return [{ tag: 'template', attrs: { id: 'ahead' }, children, injectTo: 'head' }];
      },
    },
  };
}

function linkTo(file: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { href: `/${file}` } };
}

/** The detector's weights and those of the model that the index names as default. */
export function defaultWeights(models: string): string[] {
  const index: unknown = JSON.parse(readFileSync(join(models, 'index.json'), 'utf8'));
  if (typeof index !== 'object' || index === null) return [];
  const names = [Reflect.get(index, 'detector'), Reflect.get(index, 'default')];
  return names
    .filter((name) => typeof name === 'string')
    .flatMap((name) =>
      readdirSync(join(models, name))
        .filter((file) => file.endsWith('.bin'))
        .map((file) => `models/${name}/${file}`),
    );
}
