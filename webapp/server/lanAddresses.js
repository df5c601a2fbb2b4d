import { networkInterfaces } from 'node:os';

/**
 * This machine's IPv4 addresses that others on the network can reach, home networks first: a
 * virtual machine's or container's bridge is seldom what a phone is on.
 *
 * @param {NodeJS.Dict<import('node:os').NetworkInterfaceInfo[]>} interfaces
 * @returns {string[]}
 */
export function lanAddresses(interfaces = networkInterfaces()) {
  const addresses = Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return addresses.toSorted((a, b) => rank(a) - rank(b));
}

/** @param {string} address */
function rank(address) {
  return ['192.168.', '10.'].findIndex((prefix) => address.startsWith(prefix)) >>> 0;
}
