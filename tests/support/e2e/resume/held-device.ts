/** A device process behind a network that can hold back one reply, so that a moment of an update lasts as long as a test needs it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { DeviceProcess } from '../../conformance/device-process.ts';
import type { Facts } from '../interrupted/truth.ts';

/** A request as it went through, whoever sent it. */
export interface SeenRequest {
  /** Counted from 1, in the order in which they were opened. */
  readonly connection: number;
  readonly method: string;
  /** Of OTA.Write. */
  readonly offset: number | null;
}

type Fits = (request: SeenRequest) => boolean;

interface Hold {
  readonly fits: Fits;
  readonly reached: () => void;
}

interface Frame {
  readonly id?: number;
  readonly method?: string;
  readonly args?: unknown;
  readonly params?: unknown;
}

const CLOSED_BY_PEER = 1001;

export class HeldDevice {
  readonly id: string;
  /** In the order in which they went through. */
  readonly requests: SeenRequest[] = [];
  readonly #process: DeviceProcess;
  readonly #address: string;
  readonly #server: Server;
  readonly #sockets = new Set<WebSocket>();
  #connections = 0;
  #hold: Hold | null = null;
  /** What waits for `release`. */
  #held: (() => void)[] = [];
  #isHolding = false;
  /** No connection comes about: a device that restarts. */
  #isShut = false;
  #shutsAfter: string | null = null;

  private constructor(at: { id: string; process: DeviceProcess; address: string; server: Server }) {
    this.id = at.id;
    this.#process = at.process;
    this.#address = at.address;
    this.#server = at.server;
    const { server } = at;
    const front = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (this.#isShut) socket.destroy();
      else front.handleUpgrade(request, socket, head, (near) => this.#join(near));
    });
  }

  static async begin(id: string): Promise<HeldDevice> {
    const process = new DeviceProcess([
      ...['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', id],
    ]);
    const ready = await process.ready();
    // What is asked beside the WebSocket finds nobody.
    const server = createServer((request) => request.socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HeldDevice({ id, process, address: String(ready.ws), server });
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on the reply to the first request that fits is held back. The promise it returns resolves when it is. */
  hold(fits: Fits): Promise<void> {
    return new Promise((reached) => {
      this.#hold = { fits, reached };
    });
  }

  /** Nobody reaches it once it has answered this. */
  shutAfter(method: string): void {
    this.#shutsAfter = method;
  }

  get isShut(): boolean {
    return this.#isShut;
  }

  /** What was held back goes on its way, where somebody waits for it still. */
  release(): void {
    [this.#hold, this.#isHolding, this.#isShut, this.#shutsAfter] = [null, false, false, null];
    const held = this.#held;
    this.#held = [];
    for (const go of held) go();
  }

  /** By what the process itself tells of what it does. */
  facts(): Facts {
    let running: Facts['running'] = null;
    for (const event of this.#process.events) {
      const { slot, version } = event;
      const what = { slot: Number(slot), version: String(version) };
      if (event.event === 'boot') running = { ...what, committed: event['committed'] === true };
      if (event.event === 'committed') running = { ...what, committed: true };
    }
    return { powered: true, plugged: !this.#isShut, running };
  }

  get starts(): number {
    return this.#process.events.filter(({ event }) => event === 'boot').length;
  }

  /** Connections that wrote, each as often as it followed another one. */
  get writers(): readonly number[] {
    const writes = this.requests.filter(({ method }) => /^OTA\.(Begin|Write)$/.test(method));
    return writes
      .map(({ connection }) => connection)
      .filter((connection, at, all) => connection !== all[at - 1]);
  }

  async end(): Promise<void> {
    this.release();
    for (const socket of this.#sockets) socket.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#process.end('SIGTERM');
  }

  #join(near: WebSocket): void {
    this.#connections += 1;
    const connection = this.#connections;
    const far = new WebSocket(this.#address);
    const asked = new Map<number, SeenRequest>();
    const opened = once(far, 'open').catch(() => undefined);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined); // its end is told by close
      socket.on('close', () => this.#sockets.delete(socket));
    }
    near.on('message', (data: Buffer, isBinary) => {
      const frame = frameOf(data);
      if (frame.method !== undefined && frame.id !== undefined)
        asked.set(frame.id, this.#noted(connection, frame.method, frame));
      void opened.then(
        () => far.readyState === WebSocket.OPEN && far.send(data, { binary: isBinary }),
      );
    });
    near.on('close', () => far.close());
    far.on('message', (data: Buffer, isBinary) => {
      const { id } = frameOf(data);
      const request = id === undefined ? undefined : asked.get(id);
      this.#pass(
        request,
        () => near.readyState === WebSocket.OPEN && near.send(data, { binary: isBinary }),
      );
    });
    far.on('close', () => {
      const close = (): void => near.close(CLOSED_BY_PEER);
      if (this.#isHolding) this.#held.push(close);
      else close();
    });
  }

  #noted(connection: number, method: string, { args, params }: Frame): SeenRequest {
    const given = (args ?? params ?? {}) as { readonly offset?: unknown };
    const offset = typeof given.offset === 'number' ? given.offset : null;
    const request = { connection, method, offset };
    this.requests.push(request);
    return request;
  }

  #pass(request: SeenRequest | undefined, go: () => void): void {
    if (request !== undefined && this.#hold?.fits(request) === true) {
      const { reached } = this.#hold;
      this.#hold = null;
      this.#isHolding = true;
      this.#held.push(go);
      reached();
      return;
    }
    go();
    if (request !== undefined && request.method === this.#shutsAfter) this.#isShut = true;
  }
}

/** One message of the link is one frame. */
function frameOf(data: Buffer): Frame {
  try {
    return JSON.parse(data.toString('utf8')) as Frame;
  } catch {
    return {};
  }
}
