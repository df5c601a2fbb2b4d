import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser that shows one page. */
export interface Engine {
  /** As the browser says. */
  readonly version: string;
  goto(url: string): Promise<void>;
  /**
   * What the body of an async function gives within the page; it must be JSON.
   *
   * @throws Error what it throws there
   */
  run(body: string): Promise<unknown>;
  close(): Promise<void>;
}

/** How to start an engine, or what this machine lacks for it. */
export type Starter = { readonly start: () => Promise<Engine> } | { readonly lacks: string };

/** The first of these programs that is on the PATH. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
