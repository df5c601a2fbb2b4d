import { describe, expect, it } from 'vitest';
import { readReceipt } from '../../src/contributions/receipt';

/** Made by functions/intake/receipts.py of three idempotency keys. */
const RECEIPTS = [
  'KPQP-MRTW-FXVY-30RV-NVXR-W2SZ',
  '5J5Y-T7PJ-B3WV-09W1-RDYZ-JWZT',
  '1HJX-HN74-MEMW-ZNBN-TNQA-NQXN',
];

describe('a receipt', () => {
  it.each(RECEIPTS)('%s of the server is one', async (receipt) => {
    expect(await readReceipt(receipt)).toBe(receipt);
  });

  it('may be written small, with spaces, and with letters that are misread', async () => {
    expect(await readReceipt(' kpqp mrtw fxvy 3Orv nvxrw2sz')).toBe(RECEIPTS[0]);
    expect(await readReceipt('5J5Y-T7PJ-B3WV-O9WL-RDYZ-JWZT')).toBe(RECEIPTS[1]);
    expect(await readReceipt('iHJX-HN74-MEMW-ZNBN-TNQA-NQXN')).toBe(RECEIPTS[2]);
  });

  it.each([
    ['one character changed', 'KPQP-MRTW-FXVY-30RV-NVXR-W2SY'],
    ['two characters changed places', 'PKQP-MRTW-FXVY-30RV-NVXR-W2SZ'],
    ['one character too few', 'KPQP-MRTW-FXVY-30RV-NVXR-W2S'],
    ['one character too many', 'KPQP-MRTW-FXVY-30RV-NVXR-W2SZZ'],
    ['a character that receipts do not have', 'KPQP-MRTW-FXVY-30RV-NVXR-W2U!'],
    ['a path', '../../../../../../../../'],
    ['nothing', ''],
  ])('with %s is none', async (_, written) => {
    expect(await readReceipt(written)).toBeUndefined();
  });
});
