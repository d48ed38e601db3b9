import { randomInt } from 'node:crypto';
import type { Bundle } from '../../bundle/bundle.ts';
import { realClock } from '../../contracts/clock.ts';
import { hasCode, OtaError } from '../../contracts/failure.ts';
import { createHttpSignIn } from '../../rpc/http-sign-in.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import { isLoopback } from '../../contracts/transport.ts';
import type { Delivery } from '../../update/delivery/delivery.ts';
import { pollDelivery } from '../../update/delivery/poll.ts';
import { postDelivery } from '../../update/delivery/post.ts';
import type { PostTarget } from '../../update/delivery/post.ts';
import { pullDelivery } from '../../update/delivery/pull.ts';
import type { PullSource } from '../../update/delivery/pull-source.ts';
import type { ShadowEvent } from '../../shadow/follow-update.ts';
import { badOption } from '../command-line.ts';
import type { AskedAddress } from '../listen-address.ts';
import { portAddress } from '../push-ports.ts';
import type { PushPort } from '../push-ports.ts';
import type { FileRequest, FileServer, FileServerOptions } from './file-server.ts';
import { addressToward, ELSEWHERE } from './own-address.ts';
import type { ViaOptions } from './via-options.ts';

/** A way that is open until it is closed. */
export interface OpenDelivery {
  /** undefined: OTA.Write, which needs nothing of this host. */
  readonly delivery: Delivery | undefined;
  close(): Promise<void>;
}

export interface OpenDeliveryOptions {
  /** Who updates, for a web server that asks; null = nobody says so. */
  readonly credentials: Credentials | null;
  readonly bundle: Bundle;
  /** null: the device is reached by way of its shadow only. */
  readonly port: PushPort | null;
  /** Is told what asks for the file that is served. */
  readonly onRequest: (request: FileRequest) => void;
  readonly onShadow: (event: ShadowEvent) => void;
}

/** The caller closes it. Throws OtaError use/bad-option where the file cannot be served as was asked. */
export async function openDelivery(
  via: ViaOptions,
  options: OpenDeliveryOptions,
): Promise<OpenDelivery> {
  switch (via.kind) {
    case 'write':
      return { delivery: undefined, close: () => Promise.resolve() };
    case 'pull': {
      const source = await openSource(via, options);
      return { delivery: pullDelivery(source), close: source.stop };
    }
    case 'poll': {
      const { version, buildId } = options.bundle.manifest;
      const source = await ownSource(via.serve, options, { version, buildId });
      return { delivery: pollDelivery(source), close: source.stop };
    }
    case 'post': {
      const target = await targetOf(pageFor(via.url, options.port), options.credentials);
      return { delivery: postDelivery(target), close: () => Promise.resolve() };
    }
    case 'mdash': {
      const { mdashUpload } = await import('../../shadow/mdash-upload.ts');
      const { nodeFetch: send } = await import('../../transports/nodehttp/node-send.ts');
      const delivery = mdashUpload(via.mdash, { send, clock: realClock });
      return { delivery, close: () => Promise.resolve() };
    }
    case 'shadow': {
      const source = await openSource(via, options);
      const { shadowDelivery } = await import('../../shadow/shadow-delivery.ts');
      const { openShadowOf } = await import('./open-shadow.ts');
      const shadow = await openShadowOf(via.shadow);
      const { waitMs } = via;
      const close = async (): Promise<void> => {
        shadow.close();
        await source.stop();
      };
      return { delivery: shadowDelivery({ shadow, source, waitMs, ...options }), close };
    }
  }
}

/** The file, as the device is to fetch it. The caller stops it. Throws OtaError use/bad-option. */
export const openSource = (
  via: { readonly serve: AskedAddress } | { readonly url: string },
  options: Pick<OpenDeliveryOptions, 'bundle' | 'port' | 'onRequest'>,
): Promise<PullSource> =>
  'url' in via
    ? Promise.resolve(foreignSource(via.url, options.port))
    : ownSource(via.serve, options, null);

/** The page that takes uploads, at the host of the device where none was named (pull-and-post.md#post). */
function pageFor(asked: string | null, port: PushPort | null): URL {
  if (asked === null && port === null) throw badOption('--url', 'no value');
  const url = new URL(asked ?? (port === null ? '' : portAddress(port)));
  if (!/^(?:https?|wss?):$/.test(url.protocol)) throw badOption('--url', 'no value');
  url.protocol = url.protocol.replace('ws', 'http');
  if (asked === null || url.pathname === '/') url.pathname = '/update';
  if (asked === null) url.search = '';
  return url;
}

async function targetOf(url: URL, credentials: Credentials | null): Promise<PostTarget> {
  const { postTarget } = await import('./post-file.ts');
  const random = (): number => randomInt(2 ** 32);
  const signIn = credentials === null ? undefined : createHttpSignIn(credentials, { random });
  return postTarget(url, { clock: realClock, signIn });
}

/** Where the device is, if its address tells: a broker, a wire and this process do not. */
export function deviceHost(port: PushPort | null): string | null {
  if (port === null) return null;
  const { protocol, hostname } = new URL(portAddress(port));
  return /^(?:tcp|udp|wss?|https?):$/.test(protocol) ? hostname : null;
}

/** Served by somebody else. */
function foreignSource(url: string, port: PushPort | null): PullSource {
  const { protocol, host, hostname, pathname } = new URL(url);
  const device = deviceHost(port);
  return {
    url,
    address: `${protocol}//${host}${pathname}`,
    isOutOfReach: isLoopback(hostname) && device !== null && !isLoopback(device),
    servedBytes: null,
    examine: async (options) => {
      const { lookAtUrl } = await import('./look-at-url.ts');
      return lookAtUrl(url, { ...options, clock: realClock });
    },
    stop: () => Promise.resolve(),
  };
}

/** Served by this process. */
async function ownSource(
  asked: AskedAddress,
  { bundle, port, onRequest }: Pick<OpenDeliveryOptions, 'bundle' | 'port' | 'onRequest'>,
  unlessRuns: FileServerOptions['unlessRuns'],
): Promise<PullSource> {
  const host = asked.host ?? (await hostToward(port));
  const publicHost = isAnyHost(host) ? await hostToward(port) : host;
  const server = await serve({
    ...{ at: { host, port: asked.port }, publicHost, onRequest, unlessRuns },
    ...{ bytes: bundle.bytes, sha256: bundle.sha256, clock: realClock },
  });
  const device = deviceHost(port);
  return {
    url: server.url,
    address: server.address,
    servedBytes: server.servedBytes,
    stop: () => server.close(),
    isOutOfReach: isLoopback(publicHost) && device !== null && !isLoopback(device),
    examine: ({ expectedBytes: sizeBytes }) =>
      Promise.resolve({ kind: 'file', sizeBytes, sha256: bundle.sha256 }),
  };
}

async function serve(options: FileServerOptions): Promise<FileServer> {
  const { serveFile } = await import('./file-server.ts');
  try {
    return await serveFile(options);
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'link/refused')) throw error;
    throw badOption('--serve', `${error.facts.address}: ${error.facts.detail}`);
  }
}

export const isAnyHost = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** The address of this machine as the device reaches it; a device of this process is on it. */
export async function hostToward(port: PushPort | null): Promise<string> {
  if (port !== null && 'profile' in port) return '127.0.0.1';
  const { hostname, protocol } = new URL(port?.place.address ?? 'serial://');
  const host = protocol === 'serial:' ? ELSEWHERE : hostname.replace(/^\[|\]$/g, '');
  const own = await addressToward(host);
  if (own === null) throw badOption('--serve', 'no host');
  return own;
}
