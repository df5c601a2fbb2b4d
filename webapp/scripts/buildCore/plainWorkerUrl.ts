import type { Plugin } from 'vite';

/** As Vite writes a worker's address below a relative base: one `new URL` within another. */
const NESTED_URL =
  /new URL\(\s*new URL\((["'`])([^"'`]+)\1,\s*import\.meta\.url\)\.href,\s*(?:["'`]{2}\s*\+\s*)?import\.meta\.url\)/g;

/**
 * Writes the worker's address as `new Worker(new URL("…", import.meta.url))`, the one form that
 * other sites' bundlers (Vite, webpack) recognise and follow.
 */
export function plainWorkerUrl(): Plugin {
  return {
    name: 'plain-worker-url',
    generateBundle: {
      // After Vite has put the worker's file name in.
      order: 'post',
      handler(_options, bundle) {
        let written = 0;
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk') continue;
          file.code = file.code.replaceAll(NESTED_URL, (_whole, _quote, path: string) => {
            written += 1;
            return `new URL("./${path}",import.meta.url)`;
          });
        }
        if (written === 0) {
          throw new Error("expected a worker's address in the form that Vite gives, got none");
        }
      },
    },
  };
}
