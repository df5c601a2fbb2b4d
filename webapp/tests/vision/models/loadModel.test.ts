import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadModels } from '../../../src/vision/models/loadModel';
import { DETECTOR, EXPRESSION } from './manifests';
import { serveModels, type Answer, type ModelServer } from './modelServer';

const SHARD = `${EXPRESSION.name}/group2.bb.bin`;

let server: ModelServer;
beforeEach(async () => {
  server = await serveModels();
});
afterEach(() => {
  server.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const load = () => loadModels({ models: { url: server.modelsUrl } });

describe('loadModels', () => {
  it('gives both models with their shards joined in order', async () => {
    const { detector, expression } = await load();
    expect(detector.manifest.name).toBe('face_detector');
    expect(expression.manifest.labels).toEqual(EXPRESSION.labels);
    expect(Array.from(new Uint8Array(expression.weights))).toEqual(
      Array.from({ length: 16 }, (_, index_) => index_ + 1),
    );
  });

  it('takes a folder without its slash', async () => {
    const url = server.modelsUrl.slice(0, -1);
    await expect(loadModels({ models: { url } })).resolves.toBeDefined();
  });

  it('counts bytes up to the total', async () => {
    const steps: [number, number][] = [];
    const { detector, expression } = await loadModels({
      models: { url: server.modelsUrl },
      onProgress: (loaded, total) => steps.push([loaded, total]),
    });
    const total = detector.manifest.bytes + expression.manifest.bytes;
    expect(steps.at(-1)).toEqual([total, total]);
    const loaded = steps.map(([bytes]) => bytes);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  it('asks for all files of both models before the first of them has come', async () => {
    const waiting: (() => void)[] = [];
    for (const [path, content] of server.files) {
      if (typeof content === 'function' || !path.endsWith('.bin')) continue;
      server.files.set(path, (_request, response) => {
        waiting.push(() => response.end(content));
        if (waiting.length === 4)
          waiting.forEach((answer) => {
            answer();
          });
      });
    }
    await expect(load()).resolves.toBeDefined();
  });
});

describe('a damaged copy', () => {
  /** Damaged as long as a cache may answer; `cache: 'reload'` tells caches not to. */
  const damagedInCache =
    (content: Buffer): Answer =>
    (request, response) => {
      const isPastCache = request.headers['cache-control'] === 'no-cache';
      response.end(isPastCache ? content : Buffer.alloc(content.length));
    };

  it("in the browser's cache is passed over", async () => {
    const content = server.files.get(SHARD);
    if (!Buffer.isBuffer(content)) throw new Error('expected a shard');
    server.files.set(SHARD, damagedInCache(content));
    await expect(load()).resolves.toBeDefined();
    expect(server.requests.filter((path) => path === SHARD)).toHaveLength(2);
  });

  it('on the server is asked for twice and no more', async () => {
    server.files.set(SHARD, Buffer.alloc(10));
    await expect(load()).rejects.toMatchObject({ code: 'modelCorrupt' });
    expect(server.requests.filter((path) => path === SHARD)).toHaveLength(2);
  });
});

describe('a fault is told by its code', () => {
  const html: Answer = (_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Mien</title>');
  };
  const refusing: Answer = (request) => request.socket.destroy();
  const breaking: Answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('1234');
    setTimeout(() => response.destroy(), 10);
  };

  it.each<[string, string, Answer | undefined, string]>([
    ['no index', 'index.json', undefined, 'modelMissing'],
    ['no manifest', `${DETECTOR.name}/manifest.json`, undefined, 'modelMissing'],
    ['no shard', SHARD, undefined, 'modelMissing'],
    ['a page in place of a shard', SHARD, html, 'htmlInsteadOfModel'],
    ['a page in place of the index', 'index.json', html, 'htmlInsteadOfModel'],
    ['a page without a type', 'index.json', '\n <!DOCTYPE html>', 'htmlInsteadOfModel'],
    ['one changed byte', SHARD, Buffer.from([7, 8, 9, 10, 11, 12, 13, 14, 15, 17]), 'modelCorrupt'],
    ['a shard cut short', SHARD, Buffer.from([7, 8, 9]), 'modelCorrupt'],
    ['an index that is not JSON', 'index.json', '{"schema":', 'modelCorrupt'],
    ['an index of another schema', 'index.json', '{"schema":2}', 'modelIncompatible'],
    ['a refused connection', 'index.json', refusing, 'network'],
    ['a connection that breaks', SHARD, breaking, 'network'],
  ])('%s', async (_name, path, answer, code) => {
    if (answer === undefined) server.files.delete(path);
    else server.files.set(path, answer);
    await expect(load()).rejects.toMatchObject({ name: 'VisionError', code });
  });

  it.each([SHARD, 'index.json', `${EXPRESSION.name}/manifest.json`])(
    'a server that never ends %s, without reading on',
    async (path) => {
      let sent = 0;
      let isBrokenOff = false;
      server.files.set(path, (_request, response) => {
        const piece = Buffer.alloc(64 * 1024, 7);
        const more = () => {
          // In a minute and on a fast line this would be gigabytes.
          while (!response.destroyed && sent < 1e9) {
            sent += piece.length;
            if (!response.write(piece)) return;
          }
        };
        response.on('drain', more).on('close', () => (isBrokenOff = true));
        more();
      });
      await expect(load()).rejects.toMatchObject({ code: 'modelCorrupt' });
      await vi.waitFor(() => {
        expect(isBrokenOff).toBe(true);
      });
      expect(sent).toBeLessThan(64e6);
    },
  );

  it('a server that is not there', async () => {
    server.close();
    await expect(load()).rejects.toMatchObject({ code: 'network' });
  });

  it('a name that is not in the index, with those that are', async () => {
    const loading = loadModels({ models: { url: server.modelsUrl }, model: 'huge' });
    await expect(loading).rejects.toMatchObject({
      code: 'modelMissing',
      message: expect.stringContaining('expected one of five_layer, fast') as string,
    });
  });

  it('shards that the manifest does not list, so that they cannot be verified', async () => {
    const files = [{ path: 'model.json', bytes: 2, sha256: 'c'.repeat(64) }];
    server.files.set(`${EXPRESSION.name}/manifest.json`, JSON.stringify({ ...EXPRESSION, files }));
    server.files.set(`${EXPRESSION.name}/model.json`, '{}');
    await expect(load()).rejects.toMatchObject({ code: 'modelCorrupt' });
  });

  it('a page that is not secure, where nothing can be verified', async () => {
    vi.stubGlobal('crypto', {});
    await expect(load()).rejects.toMatchObject({ code: 'insecureContext' });
  });

  it('a download that stops on its way', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stalled = new Promise<void>((resolve) => {
      server.files.set(SHARD, (_request, response) => {
        response.writeHead(200);
        response.write('1');
        resolve();
      });
    });
    const outcome = expect(load()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('nothing came for 20 s') as string,
    });
    await stalled;
    await vi.advanceTimersByTimeAsync(5_000);
    await vi.advanceTimersByTimeAsync(25_000);
    await outcome;
  });
});

describe('an abort', () => {
  it('rejects with its reason and closes the connections', async () => {
    const controller = new AbortController();
    const reason = new Error('the person went back');
    const closed = new Promise((resolve) => {
      server.files.set(SHARD, (_request, response) => {
        response.writeHead(200);
        response.write('1');
        response.once('close', resolve);
        controller.abort(reason);
      });
    });
    const loading = loadModels({ models: { url: server.modelsUrl }, signal: controller.signal });
    await expect(loading).rejects.toBe(reason);
    await closed;
  });

  it('before the start asks for nothing', async () => {
    const reason = new Error('too late');
    const loading = loadModels({
      models: { url: server.modelsUrl },
      signal: AbortSignal.abort(reason),
    });
    await expect(loading).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});
