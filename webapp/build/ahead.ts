import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Lets the page fetch the default models' weights while the worker starts: else they are only asked for
 * after its script, its kernels and the models' manifests, seven round trips in a row. The worker finds
 * them in the browser's cache, which keeps files with a hash in their names. They wait in a template
 * until the page has painted (src/fetchAhead.ts), since 630 kB would share a slow connection with its
 * script.
 */
export function putWeightsAhead(): Plugin {
  let models = '';
  let base = '/';
  return {
    name: 'weights-ahead',
    apply: 'build',
    configResolved(config) {
      models = resolve(config.publicDir, 'models');
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => {
        const children = defaultWeights(models).map((file) => ({
          tag: 'link',
          attrs: { href: base + file },
        }));
        return [{ tag: 'template', children, injectTo: 'head' }];
      },
    },
  };
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
