import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import { realClock } from '../contracts/clock.ts';
import type { LinkAddress, Transports } from '../contracts/transport.ts';
import type { EmulatorHost } from '../emulator/create-emulator.ts';
import { profileFor } from '../ota-core/platforms/index.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { linkAbort } from '../rpc/deadline.ts';
import type { LinkedAbort } from '../rpc/deadline.ts';
import { NODE_TRANSPORTS } from '../transports/node.ts';
import type { ViaOptions } from './delivery/via-options.ts';

/** Where `--port` leads: to a link by its address, or to a practice device of this process. */
export type PushPort = LinkAddress | PracticePort;

interface PracticePort {
  readonly profile: DeviceProfile;
}

/** A way to the device that is open until it is closed. */
export interface OpenPort {
  readonly connect: (options: { readonly signal: AbortSignal }) => Promise<Link>;
  close(): Promise<void>;
}

/** Throws OtaError use/bad-option. */
export function parsePort(text: string, transports: Transports = NODE_TRANSPORTS): PushPort {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new OtaError('use/bad-option', { option: '--port', detail: text });
  const port =
    url.protocol === 'emulator:' ? practicePort(url) : (transports[url.protocol]?.(url) ?? null);
  if (port === null) throw new OtaError('use/bad-option', { option: '--port', detail: text });
  return port;
}

function practicePort({ pathname }: URL): PracticePort | null {
  const profile = profileFor({ platform: pathname || undefined });
  return profile === null ? null : { profile };
}

/** A device that is at mDash is asked there, where no other link to it is named; else null. */
export function portOfVia(via: ViaOptions): PushPort | null {
  if (via.kind !== 'mdash') return null;
  const { address, device } = via.mdash;
  return {
    place: { address: `${address}/${encodeURIComponent(device)}` },
    async open(options) {
      const { openMdashLink } = await import('../shadow/mdash-link.ts');
      const { nodeFetch } = await import('../transports/nodehttp/node-send.ts');
      return openMdashLink(via.mdash, nodeFetch, options);
    },
  };
}

/** As people wrote it. */
export const portAddress = (port: PushPort): string =>
  'profile' in port ? `emulator:${port.profile.arch}` : port.place.address;

/** The caller closes it. What a connection needs is loaded when the first one is made. */
export const openPort = (port: PushPort): OpenPort =>
  'profile' in port
    ? openEmulator(port.profile)
    : oneAtATime((signal) => port.open({ clock: realClock, signal }));

/**
 * A connection that nobody waits for any more is given up, not left to the peer: by the next one, and by `close`.
 * Otherwise a port that takes it and says nothing would keep the process alive.
 */
function oneAtATime(open: (signal: AbortSignal) => Promise<Link>): OpenPort {
  let pending: LinkedAbort | null = null;
  const giveUp = (): void => {
    pending?.abort(new OtaError('cancelled', { by: 'user' }));
    pending = null;
  };
  return {
    async connect({ signal }) {
      giveUp();
      const own = linkAbort(signal);
      pending = own;
      try {
        return await open(own.signal);
      } finally {
        own.release();
        if (pending === own) pending = null;
      }
    },
    close() {
      giveUp();
      return Promise.resolve();
    },
  };
}

/** The device starts with the first connection, and is the same for those that follow. */
function openEmulator(profile: DeviceProfile): OpenPort {
  let started: Promise<EmulatorHost> | null = null;
  const start = async (): Promise<EmulatorHost> => {
    const { startPracticeDevice } = await import('./practice-device.ts');
    return startPracticeDevice(profile);
  };
  return {
    connect: async () => (await (started ??= start())).connect(),
    close: async () => (await started)?.close(),
  };
}
