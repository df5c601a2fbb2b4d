import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { ModelFile } from '../../../src/vision/models/manifest';
import { portOf } from '../../server/portOf';
import { DETECTOR, EXPRESSION, INDEX } from './manifests';

/** A file of the site, or a handler that answers for it in another way. */
export type Answer = string | Buffer | RequestListener;

export interface ModelServer {
  readonly modelsUrl: string;
  /** By path below the models' folder; change it to spoil a file. */
  readonly files: Map<string, Answer>;
  /** Paths in the order in which they were asked for. */
  readonly requests: string[];
  close(): void;
}

const GRAPH = JSON.stringify({
  format: 'graph-model',
  modelTopology: { node: [{ name: 'image', op: 'Placeholder' }], versions: {} },
  weightsManifest: [
    {
      paths: ['group1.aa.bin', 'group2.bb.bin'],
      weights: [{ name: 'w', shape: [4], dtype: 'float32' }],
    },
  ],
});

/** Sizes and hashes as the converter writes them. */
export function describeFiles(files: Readonly<Record<string, string | Buffer>>): ModelFile[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
}

/** Serves a small but complete models folder on a free port. */
export async function serveModels(): Promise<ModelServer> {
  const model = {
    'model.json': GRAPH,
    'group1.aa.bin': Buffer.from([1, 2, 3, 4, 5, 6]),
    'group2.bb.bin': Buffer.from([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
  };
  const files = new Map<string, Answer>([['index.json', JSON.stringify(INDEX)]]);
  for (const manifest of [EXPRESSION, DETECTOR]) {
    const described = { ...manifest, files: describeFiles(model) };
    files.set(`${manifest.name}/manifest.json`, JSON.stringify(described));
    for (const [path, content] of Object.entries(model)) {
      files.set(`${manifest.name}/${path}`, content);
    }
  }
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/models/', '');
    requests.push(path);
    const answer = files.get(path);
    if (answer === undefined) response.writeHead(404).end('Not found');
    else if (typeof answer === 'function') answer(request, response);
    else response.end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    modelsUrl: `http://127.0.0.1:${portOf(server)}/models/`,
    files,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
