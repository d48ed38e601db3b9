import { Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import type { Link } from '../../src/contracts/link.ts';
import { realClock } from '../../src/contracts/clock.ts';
import { NODE_TRANSPORTS } from '../../src/transports/node.ts';
import { createMqttWire } from '../support/contracts/mqtt-wire.ts';

const never = new AbortController().signal;

afterEach(() => vi.restoreAllMocks());

/** TCP does not say whether it holds small pieces back: what is seen is whether it was told not to. */
it('a write over MQTT does not wait until the answer to the reply before it is acknowledged', async () => {
  const told = vi.spyOn(Socket.prototype, 'setNoDelay');
  let port = 0;
  const wire = await createMqttWire('mqtt', (address, signal): Promise<Link> => {
    const url = new URL(address);
    port = Number(url.port);
    const read = NODE_TRANSPORTS[url.protocol]?.(url);
    if (!read) throw new Error(`no link to ${address}`);
    return read.open({ clock: realClock, signal });
  });
  try {
    await wire.open(never);
    const ours = told.mock.contexts.filter((socket) => (socket as Socket).remotePort === port);
    expect(ours.length).toBeGreaterThan(0);
  } finally {
    await wire.close();
  }
});
