import { describe, expect, it } from 'vitest';
import { MOST_SCANNED } from '../../../../../src/contracts/network-scan.ts';
import { readSubnet } from '../../../../../src/ui/features/network/subnet.ts';

function orderOf(typed: string) {
  const read = readSubnet(typed);
  if (read.kind === 'wrong') throw new Error(read.fault);
  return read.order;
}

describe('a network that a person types', () => {
  it('is its 254 addresses, from the lowest on', () => {
    const { hosts, port } = orderOf(' 192.168.1.0/24 ');
    expect([hosts.length, hosts[0], hosts.at(-1), port]).toEqual([
      ...[254, '192.168.1.1', '192.168.1.254', 80],
    ]);
    expect(new Set(hosts).size).toBe(254);
  });

  it.each(['192.168.1.77', '192.168.1.77/24'])(
    'may be an address in it, which is asked first: %s',
    (typed) => {
      const { hosts } = orderOf(typed);
      expect([hosts.length, hosts.slice(0, 3)]).toEqual([
        ...[254, ['192.168.1.77', '192.168.1.1', '192.168.1.2']],
      ]);
    },
  );

  it.each([
    ['10.0.0.130/25', [126, '10.0.0.130', '10.0.0.254', 80]],
    ['10.0.0.9/30:8080', [2, '10.0.0.9', '10.0.0.10', 8080]],
    ['10.0.0.8/31', [2, '10.0.0.8', '10.0.0.9', 80]],
    ['10.0.0.8/32', [1, '10.0.0.8', '10.0.0.8', 80]],
    ['127.0.0.1:49152', [254, '127.0.0.1', '127.0.0.254', 49_152]],
    ['10.0.0.255', [254, '10.0.0.1', '10.0.0.254', 80]],
  ])('may be smaller, and at another port: %s', (typed, what) => {
    const { hosts, port } = orderOf(typed);
    expect([hosts.length, hosts[0], hosts.at(-1), port]).toEqual(what);
  });

  it.each([
    ['', 'empty'],
    ['pump.local', 'not-a-network'],
    ['192.168.1', 'not-a-network'],
    ['192.168.1.256', 'not-a-network'],
    ['192.168.1.0/33', 'not-a-network'],
    ['192.168.1.1:0', 'not-a-network'],
    ['192.168.1.1:65536', 'not-a-network'],
    ['http://192.168.1.1', 'not-a-network'],
    ['fe80::1', 'not-a-network'],
    ['192.168.0.0/23', 'too-large'],
    ['10.0.0.0/8', 'too-large'],
    ['8.8.8.8', 'not-local'],
    ['172.32.0.1/24', 'not-local'],
    ['100.64.0.1', 'not-local'],
  ])('is none that is scanned: %s', (typed, fault) => {
    expect(readSubnet(typed)).toEqual({ kind: 'wrong', fault });
  });

  it('is never more than the updater takes', () => {
    for (let prefix = 24; prefix <= 32; prefix += 1)
      expect(orderOf(`10.1.2.3/${prefix}`).hosts.length).toBeLessThanOrEqual(MOST_SCANNED);
  });
});
