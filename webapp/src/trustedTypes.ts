/**
 * firebase.json's policy lets no text become a script (Trusted Types, w3.org/TR/trusted-types). The
 * worker and the service worker are started by address: this page's own is the only one that counts.
 */
interface PolicyFactory {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
}

// TypeScript's own types do not know it yet, nor does every browser.
const { trustedTypes }: { trustedTypes?: PolicyFactory } = window as object;

trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : null),
});
