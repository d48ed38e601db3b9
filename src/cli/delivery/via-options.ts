import { badOption } from '../command-line.ts';
import type { MdashPlace } from '../../shadow/mdash-shadow.ts';
import { readMdashPlace, SHADOW_SHAPES } from '../../shadow/shadow-places.ts';
import type { ShadowPlace } from '../../shadow/shadow-places.ts';
import { wholeTextOf } from '../local-files.ts';
import { parseListenAddress } from '../listen-address.ts';
import type { AskedAddress } from '../listen-address.ts';

/** How the firmware gets to the device, as `--via` and what goes with it say. */
export type ViaOptions =
  | { readonly kind: 'write' }
  /** The device fetches it: from this process, or from where somebody else serves it. */
  | { readonly kind: 'pull'; readonly serve: AskedAddress }
  | { readonly kind: 'pull'; readonly url: string }
  /** The same, and the shadow of the device tells it to. */
  | ({ readonly kind: 'shadow' } & ShadowVia)
  /** It is uploaded to mDash, which writes it to the device. */
  | { readonly kind: 'mdash'; readonly mdash: MdashPlace }
  /** It is uploaded; `url` null = to the host of `--port`. */
  | { readonly kind: 'post'; readonly url: string | null }
  /** The device's own polling client fetches it from this process. */
  | { readonly kind: 'poll'; readonly serve: AskedAddress };

export type ShadowVia = {
  readonly shadow: ShadowPlace;
  /** For a device that is offline. */
  readonly waitMs: number;
} & ({ readonly serve: AskedAddress } | { readonly url: string });

interface ViaTexts {
  readonly via: string | undefined;
  readonly serve: string | undefined;
  readonly url: string | undefined;
  /** Of --shadow, --shadow-url, --shadow-key and --shadow-wait. */
  readonly shadow: ShadowTexts;
}

export interface ShadowTexts {
  readonly name: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly wait: string | undefined;
  /** mDash writes the file itself. */
  readonly upload: boolean;
}

/** Longer ones do not fit into the settings of a device. */
const LONGEST_URL = 1_024;

/** Throws OtaError use/bad-option. */
export function parseVia({ via = 'write', serve, url, shadow }: ViaTexts): ViaOptions {
  if (via !== 'shadow') {
    refuseOption('--shadow', shadow.name);
    refuseOption('--shadow-url', shadow.url);
    refuseOption('--shadow-key', shadow.key);
    refuseOption('--shadow-wait', shadow.wait);
    refuseOption('--shadow-upload', shadow.upload ? '' : undefined);
  }
  switch (via) {
    case 'write':
      refuseOption('--serve', serve);
      refuseOption('--url', url);
      return { kind: 'write' };
    case 'update':
      return { kind: 'pull', ...sourceOf(serve, url) };
    case 'shadow':
      if (shadow.upload) {
        refuseOption('--serve', serve);
        refuseOption('--url', url);
        return { kind: 'mdash', mdash: parseUpload(shadow) };
      }
      return { kind: 'shadow', ...parseShadow(shadow), ...sourceOf(serve, url) };
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

function sourceOf(
  serve: string | undefined,
  url: string | undefined,
): { readonly serve: AskedAddress } | { readonly url: string } {
  if (url === undefined) return { serve: addressToServe(serve) };
  refuseOption('--serve', serve);
  return { url: parseHttpUrl(url) };
}

/** Who sets wishes in shadows, and how long a device that is offline is waited for. */
export interface FleetShadowAccess {
  readonly key: string | null;
  readonly waitMs: number;
}

/** Of many devices: their addresses come from elsewhere. Throws OtaError use/bad-option, file/unreadable. */
export const parseShadowAccess = ({
  key,
  wait = USUAL_WAIT,
}: Pick<ShadowTexts, 'key' | 'wait'>): FleetShadowAccess => ({
  key: keyText(key),
  waitMs: waitOf(wait),
});

/** A day is the longest, five minutes the usual, in seconds. */
const LONGEST_WAIT_S = 86_400;
const USUAL_WAIT = '300';

function parseShadow({
  name,
  wait = USUAL_WAIT,
  ...texts
}: ShadowTexts): Pick<ShadowVia, 'shadow' | 'waitMs'> {
  const shapes = Object.entries(SHADOW_SHAPES);
  const read = shapes.find(([known]) => known === name)?.[1];
  if (read === undefined) throw badOption('--shadow', name ?? 'no value');
  const shadow = placeOf(read, texts);
  return { shadow, waitMs: waitOf(wait) };
}

function waitOf(seconds: string): number {
  if (!/^\d{1,5}$/.test(seconds) || Number(seconds) > LONGEST_WAIT_S)
    throw badOption('--shadow-wait', seconds);
  return 1000 * Number(seconds);
}

const keyText = (key: string | undefined): string | null =>
  key?.startsWith('@') === true ? wholeTextOf(key.slice(1)) : (key ?? null);

/** Only mDash takes files. */
function parseUpload({ name, wait, ...texts }: ShadowTexts): MdashPlace {
  if (name === undefined) throw badOption('--shadow', 'no value');
  refuseOption('--shadow-upload', name === 'mdash' ? undefined : '');
  refuseOption('--shadow-wait', wait);
  return placeOf(readMdashPlace, texts);
}

function placeOf<Place>(
  read: (url: URL, key: string | null) => Place | 'key' | null,
  { url, key }: Pick<ShadowTexts, 'url' | 'key'>,
): Place {
  if (url === undefined) throw badOption('--shadow-url', 'no value');
  const text = URL.canParse(url) ? keyText(key) : null;
  return shadowPlaceAt(read, url, { option: '--shadow-url', key: text });
}

/** `option`: where the address stands. The key is never repeated: not where it is wrong, either. Throws OtaError use/bad-option. */
export function shadowPlaceAt<Place>(
  read: (url: URL, key: string | null) => Place | 'key' | null,
  url: string,
  { option, key }: { readonly option: string; readonly key: string | null },
): Place {
  const place = URL.canParse(url) ? read(new URL(url), key) : null;
  if (place === null) throw badOption(option, url.replace(/\/\/[^/@]*@/, '//'));
  if (place === 'key') throw badOption('--shadow-key', key === null ? 'no value' : '…');
  return place;
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
