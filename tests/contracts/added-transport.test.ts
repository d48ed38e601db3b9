/** What it takes to add a transport: its folder (tests/support/transports/carrier) and the line below. */
import { afterEach, describe, expect, it } from 'vitest';
import { openPort, parsePort } from '../../src/cli/push-ports.ts';
import { realClock } from '../../src/contracts/clock.ts';
import { byAddress } from '../../src/contracts/transport.ts';
import type { Transports } from '../../src/contracts/transport.ts';
import type { Link } from '../../src/contracts/link.ts';
import { wholeTime } from '../../src/messages/state-words.ts';
import { linkSource } from '../../src/messages/panels-words.ts';
import { NODE_TRANSPORTS } from '../../src/transports/node.ts';
import { tap } from '../support/transports/wrap/tap.ts';
import { createPeers, loopbackPeer } from '../support/contracts/peers.ts';
import {
  CARRIER,
  openCarrierLink,
  readCarrierAddress,
  stations,
} from '../support/transports/carrier/carrier-link.ts';
import { bundleNamed, ofType, setUpUpdate } from '../support/update/update-harness.ts';
import type { LinkPair } from '../../src/transports/loopback/link-pair.ts';
import { linkContract } from './link.contract.ts';
import type { Peer, Wire } from './link.contract.ts';

const TRANSPORTS: Transports = {
  ...NODE_TRANSPORTS,
  'carrier:': byAddress(readCarrierAddress, () => Promise.resolve(openCarrierLink)),
};

const never = new AbortController().signal;

async function openAddress(address: string, signal: AbortSignal): Promise<Link> {
  const port = parsePort(address, TRANSPORTS);
  if (!('open' in port)) throw new Error(address);
  return port.open({ clock: realClock, signal });
}

afterEach(() => stations.clear());

const createCarrierWire = (peerOf: (wire: LinkPair) => Peer) => (): Promise<Wire> => {
  const peers = createPeers();
  const links: Link[] = [];
  let open = 0;
  stations.set('tower', (wire) => {
    open += 1;
    void wire.far.ended.then(() => (open -= 1));
    peers.add(peerOf(wire));
    return true;
  });
  return Promise.resolve({
    async open(signal) {
      const link = await openAddress('carrier:tower', signal);
      links.push(link);
      return link;
    },
    peer: () => peers.last(),
    connections: () => open,
    openNowhere: () => openAddress('carrier:nowhere', never),
    async close() {
      for (const link of links) await link.close();
    },
  });
};

linkContract('a transport that was added', createCarrierWire(loopbackPeer));
linkContract(
  'a transport that was added, where nobody goes without a word',
  createCarrierWire((wire) => ({ ...loopbackPeer(wire), lose: null })),
);

/** An update through it; `most`: writes that were on the way at once. */
async function updateThrough() {
  let underWay = 0;
  let most = 0;
  const port = openPort(parsePort('carrier:device', TRANSPORTS));
  const parts = setUpUpdate({
    connect: async () => {
      const link = await port.connect({ signal: never });
      return tap(link, (chunk, direction) => {
        const text = new TextDecoder().decode(chunk);
        if (direction === 'out' && text.includes('"OTA.Write"')) underWay += 1;
        if (direction === 'in') underWay = Math.max(0, underWay - 1);
        most = Math.max(most, underWay);
      });
    },
  });
  stations.set('device', ({ far }) => {
    if (!parts.emulator.isUp) return false;
    parts.emulator.attach(far, { channel: 'CARRIER' });
    return true;
  });
  const ran = await parts.update(await bundleNamed('demo-esp32-1.1.0-tiny.zip'), { window: 4 });
  await port.close();
  return { ...ran, most, running: parts.emulator.snapshot().running };
}

describe('a transport that was added', () => {
  it('carries an update of the emulated device to its end', async () => {
    const { result, running } = await updateThrough();
    expect(result).toMatchObject({ result: 'committed' });
    expect(running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('is used as its traits say: one write at a time, in blocks that grow', async () => {
    const { most, events } = await updateThrough();
    expect(most).toBe(1);
    const offsets = ofType(events, 'progress').map((event) => event.acknowledgedBytes);
    const blocks = offsets.map((offset, index) => offset - (offsets[index - 1] ?? 0));
    expect(blocks[0]).toBe(512);
    expect(Math.max(...blocks)).toBeGreaterThan(1_000);
  });

  it('has words before anybody gave it its own', async () => {
    const { events } = await updateThrough();
    const expected = ofType(events, 'findings')[0]?.expected;
    expect(expected && wholeTime(expected)).toMatch(/ over this connection$/);
    expect(linkSource({ ...CARRIER, label: 'tower', baudRate: null })).toBe('Connection');
  });

  it('is refused where the rest of its address is wrong, and unknown without its line', () => {
    const wrong: unknown = expect.objectContaining({ code: 'use/bad-option' });
    expect(() => parsePort('carrier:no such place', TRANSPORTS)).toThrow(wrong);
    expect(() => parsePort('carrier:tower')).toThrow(wrong);
  });
});
