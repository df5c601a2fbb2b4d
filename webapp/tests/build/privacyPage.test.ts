import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderPrivacy } from '../../build/privacyPage';

const PRIVACY = readFileSync(new URL('../../../PRIVACY.md', import.meta.url), 'utf8');

describe('the page about privacy', () => {
  it('says all that PRIVACY.md says, without what only the repository has', () => {
    const html = renderPrivacy(PRIVACY, undefined);
    for (const [, heading] of PRIVACY.matchAll(/^##? (.+)$/gm)) expect(html).toContain(heading);
    expect(html).not.toMatch(/href="(?!https?:|privacy\.css|mailto:)/);
    expect(html).not.toContain('docs/');
    // The policy allows neither.
    expect(html).not.toMatch(/<script|style=/);
  });

  it('names who runs the copy, with a link to the address', () => {
    const html = renderPrivacy(PRIVACY, 'Ann Example, 1 Some Street; ann.b+c@example.org.');
    expect(html).toContain('Ann Example, 1 Some Street; <a href="mailto:ann.b+c@example.org">');
    expect(html).not.toContain('Nobody who is named');
  });

  it.each([undefined, '', '  '])('says that nobody is named where %j is given', (operator) => {
    expect(renderPrivacy(PRIVACY, operator)).toContain('Nobody who is named');
  });

  it('takes the name for a text, whatever signs it has', () => {
    const html = renderPrivacy(PRIVACY, '$& <b>A_n_n</b> & [x](javascript:1) "<a@b.org>"');
    expect(html).not.toMatch(/<b>|A<em>|href="javascript/);
    expect(html).toContain('$&amp; &lt;b&gt;A');
    expect(html.match(/<a [^>]+>/g)).toEqual(['<a href="mailto:a@b.org">']);
  });

  it('is not made of a text without a place for the operator', () => {
    expect(() => renderPrivacy('# Privacy', 'Ann')).toThrow(/expected <!-- operator -->/);
  });
});
