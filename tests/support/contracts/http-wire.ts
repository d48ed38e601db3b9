import type { ServerResponse } from 'node:http';
import type { Link } from '../../../src/contracts/link.ts';
import type { Peer, Wire } from '../../contracts/link.contract.ts';
import { answersOpening, startHttpStation } from '../transports/http/http-station.ts';
import { Inbox } from './peers.ts';

const never = new AbortController().signal;

/** A web server that answers when the test writes. */
export async function createHttpWire(
  open: (port: number, signal: AbortSignal) => Promise<Link>,
): Promise<Wire> {
  const inbox = new Inbox();
  const waiting: ServerResponse[] = [];
  const links: Link[] = [];
  const station = await startHttpStation((asked) => {
    if (answersOpening(asked)) return;
    waiting.push(asked.response);
    inbox.push(asked.body);
  });
  const peer: Peer = {
    read: (count) => inbox.read(count),
    write: (bytes) => new Promise((resolve) => waiting.shift()?.end(bytes, () => resolve())),
    close: () => undefined,
    lose: () => void station.close(),
    stopReading: () => undefined, // nothing is answered before the test does
    // Between requests there is nothing that could be open.
    ended: Promise.resolve(),
  };
  return {
    async open(signal) {
      const link = await open(station.port, signal);
      links.push(link);
      return link;
    },
    peer: () => Promise.resolve(peer),
    connections: () => station.open(),
    async openNowhere() {
      const gone = await startHttpStation(() => undefined);
      await gone.close();
      return open(gone.port, never);
    },
    hasFarewell: false,
    sendsAfterClose: false,
    onlyAnswers: true,
    async close() {
      for (const link of links) await link.close();
      await station.close();
    },
  };
}
