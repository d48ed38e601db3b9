import { badOption } from '../command-line.ts';
import { parseListenAddress } from '../listen-address.ts';
import type { AskedAddress } from '../listen-address.ts';

/** How the firmware gets to the device, as `--via` and what goes with it say. */
export type ViaOptions =
  | { readonly kind: 'write' }
  /** The device fetches it: from this process, or from where somebody else serves it. */
  | { readonly kind: 'pull'; readonly serve: AskedAddress }
  | { readonly kind: 'pull'; readonly url: string }
  /** It is uploaded; `url` null = to the host of `--port`. */
  | { readonly kind: 'post'; readonly url: string | null }
  /** The device's own polling client fetches it from this process. */
  | { readonly kind: 'poll'; readonly serve: AskedAddress };

interface ViaTexts {
  readonly via: string | undefined;
  readonly serve: string | undefined;
  readonly url: string | undefined;
}

/** Longer ones do not fit into the settings of a device. */
const LONGEST_URL = 1_024;

/** Throws OtaError use/bad-option. */
export function parseVia({ via = 'write', serve, url }: ViaTexts): ViaOptions {
  switch (via) {
    case 'write':
      refuseOption('--serve', serve);
      refuseOption('--url', url);
      return { kind: 'write' };
    case 'update':
      if (url === undefined) return { kind: 'pull', serve: addressToServe(serve) };
      refuseOption('--serve', serve);
      return { kind: 'pull', url: parseHttpUrl(url) };
    case 'post':
      refuseOption('--serve', serve);
      return { kind: 'post', url: url === undefined ? null : parseHttpUrl(url) };
    case 'poll':
      refuseOption('--url', url);
      return { kind: 'poll', serve: addressToServe(serve) };
    default:
      throw badOption('--via', via);
  }
}

function refuseOption(option: string, value: string | undefined): void {
  if (value !== undefined) throw badOption(option, 'another way');
}

function addressToServe(serve: string | undefined): AskedAddress {
  if (serve === undefined) throw badOption('--serve', 'no value');
  return parseListenAddress('--serve', serve);
}

function parseHttpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHttp = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '';
  if (!isHttp || text.length > LONGEST_URL)
    throw badOption('--url', text.replace(/\/\/[^/@]*@/, '//'));
  return url.href;
}
