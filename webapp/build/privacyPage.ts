import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import type { Plugin } from 'vite';

/** The environment's variable with who runs this copy of the site: a name and an e-mail address. */
export const OPERATOR_VARIABLE = 'MIEN_OPERATOR';

const PRIVACY = fileURLToPath(new URL('../../PRIVACY.md', import.meta.url));
const STYLES = fileURLToPath(new URL('privacyPage.css', import.meta.url));
/** What stands in PRIVACY.md in place of the operator. */
const NOBODY = /<!-- operator -->.*?<!-- \/operator -->/s;
const E_MAIL = /[\w.%+-]+@[\w.-]+\w/g;

/** Adds PRIVACY.md to the built page, as privacy.html, with the operator's address. */
export function privacyPage(operator = process.env[OPERATOR_VARIABLE]): Plugin {
  return {
    name: 'privacy-page',
    apply: 'build',
    generateBundle() {
      const source = renderPrivacy(readFileSync(PRIVACY, 'utf8'), operator);
      this.emitFile({ type: 'asset', fileName: 'privacy.html', source });
      this.emitFile({
        type: 'asset',
        fileName: 'privacy.css',
        source: readFileSync(STYLES, 'utf8'),
      });
    },
  };
}

/**
 * PRIVACY.md as a page.
 *
 * @param operator who runs this copy; without one the page says that nobody is named
 * @throws Error if PRIVACY.md has no place for the operator
 */
export function renderPrivacy(markdown: string, operator: string | undefined): string {
  if (!NOBODY.test(markdown)) throw new Error('expected <!-- operator --> in PRIVACY.md, got none');
  const named = operator?.trim() ?? '';
  const whole = named === '' ? markdown : markdown.replace(NOBODY, () => asMarkdown(named));
  // What leads into the repository leads nowhere on the site.
  const text = whole.replaceAll(/\s*\(\[[^\]]*\]\((?!https?:)[^)]*\)\)/g, '');
  const body = marked.parse(text, { async: false });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Mien: privacy</title>
    <link rel="stylesheet" href="privacy.css" />
  </head>
  <body>
    <main>
${body}    </main>
  </body>
</html>
`;
}

/** A text of the operator's, of which only an e-mail address becomes a link. */
function asMarkdown(text: string): string {
  const link = (address: string) => `<a href="mailto:${address}">${address}</a>`;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]#|!~]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll(E_MAIL, link);
}
