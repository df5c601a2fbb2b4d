import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBeginning } from '../../src/state/beginning';

const AS_EVER = { choice: { facing: 'user' }, isAboutOpen: false };

describe('the beginning', () => {
  it.each(['', '?', '?camera=front', '?camera', '?open=sesame', '?utm_source=x'])(
    'of %j is as ever',
    (search) => {
      expect(parseBeginning(search)).toEqual(AS_EVER);
    },
  );

  it("is what the installed app's shortcuts ask for", () => {
    const file = new URL('../../public/site.webmanifest', import.meta.url);
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { shortcuts: { url: string }[] };
    const searches = manifest.shortcuts.map(
      ({ url }) => new URL(url, 'https://mien.example').search,
    );
    expect(searches.map(parseBeginning)).toEqual([
      { ...AS_EVER, choice: { facing: 'environment' } },
      { ...AS_EVER, isAboutOpen: true },
    ]);
  });
});
