import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relight } from '../../../src/vision/crops/relight';
import { Field } from '../../../src/vision/models/fields';

const GOLDENS = new URL('../../../../tests/goldens/light.json', import.meta.url);

describe('the faces that Python relit', () => {
  const json: unknown = JSON.parse(readFileSync(GOLDENS, 'utf8'));
  const greys = (field: Field) => field.items().map((grey) => grey.whole(0, 255));
  const cases = new Field(json, 'light.json')
    .at('cases')
    .items()
    .map((golden) => ({
      name: golden.at('name').text(),
      grey: greys(golden.at('grey')),
      lit: greys(golden.at('lit')),
    }));

  it('are there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10);
  });

  it.each(cases)('equal ours: $name', ({ grey, lit }) => {
    const face = Uint8Array.from(grey);
    expect([...relight(face)]).toEqual(lit);
    expect([...face]).toEqual(grey);
  });
});
