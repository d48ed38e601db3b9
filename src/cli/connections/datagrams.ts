/** The device's end of UDP (channels.md#tcp-and-udp): a datagram is a frame, and its sender is answered. */
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { UDP } from '../../contracts/link.ts';
import type { Link } from '../../contracts/link.ts';
import { hostAndPort, notBound } from './listening.ts';
import type { Listening, ListenOptions } from './listening.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';

export interface DatagramOptions extends Pick<ListenOptions, 'at' | 'isUp'> {
  /** Gets a link for each sender. */
  readonly accept: (link: Link) => void;
}

/** `rpc.max_non_persistent_channels`: the sender that was silent for longest makes room. */
const MOST_SENDERS = 20;

interface Sender {
  readonly data: (bytes: Uint8Array) => void;
  readonly closed: () => void;
}

/** Throws OtaError link/refused where the address is taken or not ours. */
export async function listenForDatagrams({
  at,
  isUp,
  accept,
}: DatagramOptions): Promise<Listening> {
  const socket = createSocket(isIPv6(at.host) ? 'udp6' : 'udp4');
  await bind(socket, at);
  /** In the order of their last datagram. */
  const senders = new Map<string, Sender>();
  const forget = (name: string): void => {
    const sender = senders.get(name);
    senders.delete(name);
    sender?.closed();
  };
  const meet = (name: string, { address, port }: RemoteInfo): Sender => {
    const sender: { -readonly [Key in keyof Sender]: Sender[Key] } = {
      data: () => undefined,
      closed: () => undefined,
    };
    const link = linkOfSocket({
      ...UDP,
      label: name,
      framing: 'message',
      listen(on) {
        Object.assign(sender, on);
      },
      pause: () => undefined,
      resume: () => undefined,
      send: (bytes, done) => socket.send(bytes, port, address, (error) => done(error ?? null)),
      destroy: () => forget(name),
    });
    accept(link);
    return sender;
  };
  socket.on('error', () => undefined); // of one answer; whoever asked asks again
  socket.on('message', (bytes, from) => {
    if (!isUp()) return;
    const name = `${from.address}:${from.port}`;
    const sender = senders.get(name) ?? meet(name, from);
    senders.delete(name);
    senders.set(name, sender);
    const [oldest] = senders.keys();
    if (senders.size > MOST_SENDERS && oldest !== undefined) forget(oldest);
    sender.data(plainBytes(bytes));
  });
  const forgetAll = (): void => {
    for (const name of [...senders.keys()]) forget(name);
  };
  const { address, port } = socket.address();
  return {
    address: hostAndPort(address, port),
    restarted: forgetAll,
    close: () =>
      new Promise((resolve) => {
        forgetAll();
        socket.close(() => resolve());
      }),
  };
}

function bind(socket: Socket, { host, port }: ListenOptions['at']): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (cause: Error) => reject(notBound(`udp://${host}:${port}`, cause)));
    socket.bind(port, host, resolve);
  });
}
