import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The real functions on this machine, with a storage in memory that tests can look into. */
export interface Intake {
  /** Everything under faces/, what was taken back too. */
  stored(): Promise<StoredObject[]>;
  stop(): Promise<void>;
}

export interface StoredObject {
  readonly name: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The picture's grey levels; undefined for what was taken back. */
  readonly pixels: readonly number[] | undefined;
}

/** Where the page's server passes /api on to (playwright.config.ts). */
export const API_PORT = Number(process.env['E2E_PORT'] ?? '5190') + 2;

const BUCKET = 'mien-local';
const SERVE = fileURLToPath(new URL('../../../functions/development/serve.py', import.meta.url));

export async function startIntake(): Promise<Intake> {
  // The environment of whoever tests may name a storage of their own.
  const env = { ...process.env, STORAGE_EMULATOR_HOST: undefined };
  const server = spawn(process.env['PYTHON'] ?? 'python3', [SERVE, '--port', String(API_PORT)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const storage = await readStorageAddress(server);
  const ask = async (path: string) => {
    const response = await fetch(storage + path);
    if (!response.ok) throw new Error(`expected ${path} of the storage, got ${response.status}`);
    return response;
  };
  return {
    stored: async () => {
      const listed: unknown = await (await ask(`/storage/v1/b/${BUCKET}/o?prefix=faces/`)).json();
      return Promise.all(
        itemsOf(listed).map(async ({ name, size, metadata }) => {
          const path = `/download/storage/v1/b/${BUCKET}/o/${encodeURIComponent(name)}?alt=media`;
          const bytes = Buffer.from(await (await ask(path)).arrayBuffer());
          const pixels = bytes.length === 0 ? undefined : Array.from(bytes);
          return { name, bytes: Number(size), metadata, pixels };
        }),
      );
    },
    stop: async () => {
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}

interface Item {
  readonly name: string;
  readonly size: string;
  readonly metadata: Readonly<Record<string, string>>;
}

function itemsOf(listed: unknown): Item[] {
  const items: unknown =
    typeof listed === 'object' && listed !== null ? Reflect.get(listed, 'items') : [];
  return Array.isArray(items) ? (items as Item[]) : [];
}

/** The second line that the server prints. */
async function readStorageAddress({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('expected a server whose words can be read');
  for await (const line of createInterface(stdout)) {
    const [, address] = /STORAGE_EMULATOR_HOST=(\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('expected the address of the storage, got an end');
}
