import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeModels } from '../../build/modelSources';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'models-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, manifest: unknown) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'manifest.json'), JSON.stringify(manifest));
}

it('names what was converted, and what others were trained from', () => {
  write('detector', { source: 'npm detector 1.0', licence: 'Apache-2.0' });
  write('begun', { training: { initialWeights: ['Faces; npm faces 2.0; MIT'] } });
  write('own', { training: {} });
  const index = { detector: 'detector', expression: ['begun', 'own'] };
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
  expect(describeModels(folder).trimEnd().split('\n')).toEqual([
    '- detector: npm detector 1.0, Apache-2.0',
    "- begun: trained by Mien's scripts, from weights of Faces; npm faces 2.0; MIT",
    "- own: trained by Mien's scripts",
  ]);
});

it('reads the manifests of the models that ship', () => {
  expect(describeModels()).toContain('Apache-2.0');
});
