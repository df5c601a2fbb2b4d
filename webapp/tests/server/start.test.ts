import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer, get } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { certificateFor } from '../../server/certificate.js';
import { lanAddresses } from '../../server/lanAddresses.js';
import { listen } from '../../server/listen.js';
import { run } from '../../server/run.js';
import { portOf } from './portOf';

describe('listen', () => {
  it('names a port that is taken and a way on', async () => {
    const first = createServer();
    await listen(first, 0, '127.0.0.1');
    const port = portOf(first);
    await expect(listen(createServer(), port, '127.0.0.1')).rejects.toThrow(
      `Port ${port} is taken; choose another`,
    );
    first.close();
  });
});

it.each(['abc', '0', '70000', '80.5'])('refuses the port %s', async (PORT) => {
  await expect(run(['--no-build'], { PORT })).rejects.toThrow(/PORT must be a whole number/);
});

describe('lanAddresses', () => {
  const ipv4 = (address: string, internal = false) => ({
    address,
    internal,
    family: 'IPv4' as const,
    netmask: '',
    mac: '',
    cidr: null,
  });

  it('puts home networks before bridges and leaves the loopback out', () => {
    const addresses = lanAddresses({
      lo: [ipv4('127.0.0.1', true)],
      docker0: [ipv4('172.17.0.1')],
      wlan0: [ipv4('192.168.1.7')],
      tun0: [ipv4('10.8.0.2')],
    });
    expect(addresses).toEqual(['192.168.1.7', '10.8.0.2', '172.17.0.1']);
  });

  it('reads this machine without an argument', () => {
    const known = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
    expect(known.map(({ address }) => address)).toEqual(expect.arrayContaining(lanAddresses()));
  });
});

describe('certificateFor', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mien-certificate-'));
    file = join(folder, 'lan.pem');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is valid for the addresses by IP, which a DNS name in its place is not', async () => {
    const { cert } = await certificateFor(file, ['192.168.1.7', '10.0.0.2']);
    const x509 = new X509Certificate(cert);
    expect(x509.checkIP('192.168.1.7')).toBe('192.168.1.7');
    expect(x509.checkIP('10.0.0.2')).toBe('10.0.0.2');
    expect(x509.checkIP('10.0.0.3')).toBeUndefined();
    expect(x509.ca).toBe(false);
    const days = (Date.parse(x509.validTo) - Date.now()) / 86_400_000;
    expect(days).toBeLessThan(398);
  });

  it('is kept for the next start, readable by its owner alone, and renewed for a new address', async () => {
    const first = await certificateFor(file, ['192.168.1.7']);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(first.cert);
    expect((await certificateFor(file, ['192.168.1.7'])).cert).toBe(first.cert);
    expect((await certificateFor(file, ['192.168.1.8'])).cert).not.toBe(first.cert);
  });

  it('is made again if the kept file is damaged, wherever it was cut', async () => {
    const { cert } = await certificateFor(file, ['192.168.1.7']);
    const whole = readFileSync(file);
    const ends = Array.from({ length: 20 }, (_, part) => Math.floor((part * whole.length) / 20));
    const damaged = [...ends.map((end) => whole.subarray(0, end)), Buffer.alloc(whole.length)];
    for (const content of damaged) {
      writeFileSync(file, content);
      const made = await certificateFor(file, ['192.168.1.7']);
      expect(made.cert).not.toBe(cert);
      expect(createSecureContext(made)).toBeDefined();
      expect((await certificateFor(file, ['192.168.1.7'])).cert).toBe(made.cert);
    }
  });

  it('is made again if its key is another one', async () => {
    const first = await certificateFor(file, ['192.168.1.7']);
    const other = await certificateFor(join(folder, 'other.pem'), ['192.168.1.7']);
    writeFileSync(file, `${other.key}\n${first.cert}`);
    expect((await certificateFor(file, ['192.168.1.7'])).cert).not.toBe(first.cert);
  });

  it('serves all the same where it cannot be kept', async () => {
    writeFileSync(file, 'a file where a folder is wanted');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const made = await certificateFor(join(file, 'lan.pem'), ['192.168.1.7']);
    expect(createSecureContext(made)).toBeDefined();
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it('serves https that a client which trusts it accepts for the address', async () => {
    const tls = await certificateFor(file, ['127.0.0.1']);
    const server = createTlsServer(tls, (_request, response) => response.end('hello'));
    await listen(server, 0, '127.0.0.1');
    const port = portOf(server);
    const status = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, ca: tls.cert }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    server.close();
    expect(status).toBe(200);
  });
});
