import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;
/** iOS refuses server certificates that are valid for longer than 398 days. */
const VALID_DAYS = 365;
const RENEW_BEFORE_DAYS = 7;

/**
 * A TLS key and certificate for these addresses, in PEM.
 *
 * Browsers give a page the camera only on https or localhost. This certificate is signed by itself,
 * so a phone warns once; it is kept, so that the phone's answer lasts. Where that fails, the next
 * start makes another.
 *
 * @param {string} file where it is kept
 * @param {readonly string[]} addresses IPv4
 * @returns {Promise<{ key: string, cert: string }>}
 */
export async function certificateFor(file, addresses) {
  const kept = readKept(file, addresses);
  if (kept !== undefined) return kept;
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Mien' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...addresses.map((ip) => ({ type: /** @type {const} */ (7), ip })),
        ],
      },
    ],
  });
  keep(file, `${key}\n${cert}`);
  return { key, cert };
}

/**
 * @param {string} file
 * @param {string} pem
 */
function keep(file, pem) {
  const part = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, pem, { mode: 0o600 });
    renameSync(part, file);
  } catch (error) {
    console.warn(`The certificate was not kept, so phones will warn again: ${String(error)}`);
  }
}

/**
 * What was kept, if it is whole, covers the addresses and lasts.
 *
 * @param {string} file
 * @param {readonly string[]} addresses
 */
function readKept(file, addresses) {
  try {
    const pem = readFileSync(file, 'utf8');
    const split = pem.indexOf('-----BEGIN CERTIFICATE-----');
    const [key, cert] = [pem.slice(0, split), pem.slice(split)];
    const x509 = new X509Certificate(cert);
    const isWhole = x509.checkPrivateKey(createPrivateKey(key));
    const lastsMs = Date.parse(x509.validTo) - Date.now();
    const covers = addresses.every((address) => x509.checkIP(address) !== undefined);
    return isWhole && covers && lastsMs > RENEW_BEFORE_DAYS * DAY_MS ? { key, cert } : undefined;
  } catch {
    // Not there, or damaged.
    return undefined;
  }
}
