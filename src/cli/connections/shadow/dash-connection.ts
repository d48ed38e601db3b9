/** The device's connection to mDash, which it opens itself (pull-and-post.md#mdash): RPC from there, and its shadow. */
import { WebSocket } from 'ws';
import type { Clock } from '../../../contracts/clock.ts';
import { WEBSOCKET } from '../../../contracts/link.ts';
import type { Link } from '../../../contracts/link.ts';
import { LONGEST_FRAME_BYTES } from '../../../contracts/peer-limits.ts';
import { linkOfSocket, plainBytes } from '../server-link.ts';
import { parsed } from './aws-shadow-device.ts';
import { membersIn } from './shadow-updates.ts';
import type { ShadowedDevice, ShadowUpdates } from './shadow-updates.ts';

export interface DashOptions {
  /** `dash.server` */
  readonly url: string;
  /** `dash.token` */
  readonly token: string;
  readonly deviceId: string;
  readonly clock: Clock;
  readonly isUp: () => boolean;
  readonly accept: (link: Link) => void;
  readonly device: ShadowedDevice;
  readonly updates: ShadowUpdates;
}

export interface DashConnection {
  /** The device has just started, or stopped: its connection is gone, and is made anew. */
  restarted(): void;
  close(): Promise<void>;
}

/** `rpc.ws.reconnect_interval_min` and `_max` of stock devices, in milliseconds. */
const RECONNECT_MIN_MS = 1_000;
const RECONNECT_MAX_MS = 60_000;
const HANDSHAKE_MS = 10_000;

/** Tries for as long as it takes; an address that answers nobody, or refuses the token, is tried again. */
export function connectToDash(options: DashOptions): DashConnection {
  const over = new AbortController();
  let round = 0;
  let socket: WebSocket | null = null;
  const stay = async (mine: number): Promise<void> => {
    const isWanted = (): boolean => mine === round && options.isUp() && !over.signal.aborted;
    for (let pauseMs = RECONNECT_MIN_MS; isWanted();) {
      const opened = open(options);
      socket = opened;
      const wasOpen = await ended(opened, () => serve(opened, options));
      options.updates.disconnected();
      if (!isWanted()) return;
      pauseMs = wasOpen ? RECONNECT_MIN_MS : Math.min(2 * pauseMs, RECONNECT_MAX_MS);
      await options.clock.sleep(pauseMs, over.signal).catch(() => undefined); // over
    }
  };
  return {
    restarted() {
      round += 1;
      socket?.terminate();
      void stay(round);
    },
    close() {
      round += 1;
      over.abort();
      socket?.terminate();
      return Promise.resolve();
    },
  };
}

const open = ({ url, token }: DashOptions): WebSocket =>
  new WebSocket(url, {
    headers: { Authorization: `Bearer ${token}` },
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: LONGEST_FRAME_BYTES,
    perMessageDeflate: false,
  });

/** Settles when it is over; true: it was open. */
function ended(socket: WebSocket, onOpen: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    let wasOpen = false;
    socket.on('error', () => undefined); // 'close' follows
    socket.once('open', () => {
      wasOpen = true;
      onOpen();
    });
    socket.once('close', () => resolve(wasOpen));
  });
}

function serve(socket: WebSocket, { accept, deviceId, device, updates }: DashOptions): void {
  socket.binaryType = 'nodebuffer';
  let lastId = 0;
  const call = (method: string, params: unknown): number => {
    lastId += 1;
    socket.send(JSON.stringify({ id: lastId, src: deviceId, method, params }));
    return lastId;
  };
  let heartbeat: number | null = null;
  const take = (bytes: Uint8Array): boolean => {
    const frame = membersIn(parsed(bytes));
    const { id, method, src } = frame;
    if (method === 'Shadow.Delta') {
      updates.wanted(membersIn(frame['params'])['state']);
      if (id !== undefined)
        socket.send(JSON.stringify({ id, src: deviceId, dst: src, result: true }));
      return true;
    }
    if (typeof method === 'string') return false;
    // Whoever answers the first heartbeat keeps a shadow.
    if (heartbeat !== null && id === heartbeat && 'result' in frame) {
      heartbeat = null;
      const report = (reported: object): void =>
        void call('Dash.Shadow.Update', { state: { reported } });
      updates.connected({ report });
    }
    return true;
  };
  accept(linkTo(socket, take));
  void device.own('Sys.GetInfo').then((info) => {
    if (socket.readyState === WebSocket.OPEN) heartbeat = call('Dash.Heartbeat', info);
  });
}

/** What RPC gets of it: all but what `take` takes. */
function linkTo(socket: WebSocket, take: (bytes: Uint8Array) => boolean): Link {
  return linkOfSocket({
    ...WEBSOCKET,
    label: 'mDash',
    framing: 'message',
    listen({ data, closed }) {
      socket.on('message', (bytes) => {
        // binaryType is nodebuffer, so a message is one Buffer.
        if (Buffer.isBuffer(bytes) && !take(plainBytes(bytes))) data(plainBytes(bytes));
      });
      socket.once('close', closed);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    send: (bytes, done) =>
      socket.send(Buffer.from(bytes).toString(), (error) => done(error ?? null)),
    destroy: () => socket.terminate(),
  });
}
