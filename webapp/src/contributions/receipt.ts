/** Receipt codes as functions/intake/receipts.py makes them, so that a slip shows without the server. */

/** Crockford's base 32: no I, L, O or U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARACTERS = 20;
const CHECK_CHARACTERS = 4;
const GROUP_CHARACTERS = 4;

/** The receipt in a person's writing, in groups; undefined if it is none. Case and spaces do not matter. */
export async function readReceipt(written: string): Promise<string | undefined> {
  const text = written
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const isWritten =
    text.length === CODE_CHARACTERS + CHECK_CHARACTERS &&
    Array.from(text).every((character) => ALPHABET.includes(character));
  if (!isWritten) return undefined;
  const check = await checkOf(text.slice(0, CODE_CHARACTERS));
  if (text.slice(CODE_CHARACTERS) !== check) return undefined;
  const groups = text.match(new RegExp(`.{${GROUP_CHARACTERS}}`, 'g')) ?? [];
  return groups.join('-');
}

/** The last 20 bits of a hash, five a character, lowest first. */
async function checkOf(code: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    'SHA-256',
    new TextEncoder().encode(`mien check 1\n${code}`),
  );
  const low = new DataView(digest).getUint32(digest.byteLength - 4);
  return Array.from({ length: CHECK_CHARACTERS }, (_, place) =>
    ALPHABET.charAt((low >>> (5 * place)) & 31),
  ).join('');
}
