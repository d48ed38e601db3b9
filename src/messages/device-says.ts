/**
 * What devices answer, in our words (texts of the device's core: device-core.md#messages, boot-schemes.md#esp32), and what
 * helps. `Try again` stands only where another try may end otherwise. null for what is not known: the caller says
 * what was refused, the raw text stays under "Details".
 */
import english from './en/device-says.ts';
import { texts } from './locale.ts';

export interface DeviceSaying {
  readonly said: string;
  /** null: there is nothing to do. */
  readonly next: string | null;
  /** The same again may end otherwise: what is in the way passes. */
  readonly mayPass: boolean;
}

const text = texts('deviceSays', english);

type Said = keyof (typeof english)['said'];
type Next = keyof (typeof english)['next'];

/** What only another file or another way helps against. */
const STAYS: readonly Next[] = ['ask-builder', 'ask-fitting', 'as-built', 'by-cable'];

/** The first that fits counts: what is more special comes first. */
const SAYINGS: readonly (readonly [pattern: RegExp, said: Said, next: Next])[] = [
  [/Wrong platform/i, 'other-chip', 'ask-fitting'],
  [/Invalid checksum format/i, 'checksum-format', 'ask-builder'],
  [/Size mismatch|App file too short/i, 'part-size', 'ask-builder'],
  [/Invalid CRC|Digest mismatch|Checksum mismatch|Invalid checksum/i, 'not-intact', 'again'],
  [/Image too big/i, 'too-big', 'ask-fitting'],
  [/Invalid size|load_addr|Missing FS parameters/i, 'other-flash', 'ask-fitting'],
  [/Write failed|Erase failed|Failed to (start )?write/i, 'write-failed', 'again'],
  [/Failed to set|Cannot save update status|write new boot cfg/i, 'switch-failed', 'again'],
  [/already in progress/i, 'under-way', 'wait'],
  [/not been committed/i, 'not-kept', 'keep'],
  [/No update in progress/i, 'no-update', 'anew'],
  [/Expected offset/i, 'other-block', 'anew'],
  [/Wrong state for finalize/i, 'not-whole', 'anew'],
  [/timed out/i, 'timed-out', 'anew'],
  [
    /Not in OTA boot mode|No (app|fs) slots|No slots available|OTA is not supported/i,
    'no-second-slot',
    'by-cable',
  ],
  [
    /compressed|file size is unknown|Malformed archive|Too long file name|instead of manifest/i,
    'archive',
    'as-built',
  ],
  [/Incomplete update package|Missing (fw|fs) part/i, 'part-missing', 'ask-fitting'],
  [/manifest/i, 'manifest', 'ask-builder'],
  [/Out of memory/i, 'memory', 'restart'],
  [/Update aborted/i, 'broken-off', 'anew'],
  [/in base64/i, 'base64', 'again'],
  [/shutting down/i, 'restarting', 'soon'],
];

/** Of parts outside the slots, each by its own name. */
const OUTSIDE: readonly (readonly [pattern: RegExp, what: keyof (typeof english)['replaces']])[] = [
  [/Partition table update/i, 'partition-table'],
  [/NVS update/i, 'nvs'],
  [/Boot settings update/i, 'boot-settings'],
  [/Boot loader update|boot write addr|bl_dev/i, 'boot-loader'],
  [/Part update/i, 'other'],
];

/** `method`: the one that was refused. */
export function deviceSays(code: number, message: string, method: string): DeviceSaying | null {
  const outside = OUTSIDE.find(([pattern]) => pattern.test(message));
  if (outside !== undefined) return stays(text.replaces[outside[1]], 'ask-without');
  const known = SAYINGS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) {
    const [, said, next] = known;
    return { said: text.said[said], next: text.next[next], mayPass: !STAYS.includes(next) };
  }
  return sayingOfCode(code, method);
}

const stays = (said: string, next: Next | null): DeviceSaying => ({
  said,
  next: next === null ? null : text.next[next],
  mayPass: false,
});

function sayingOfCode(code: number, method: string): DeviceSaying | null {
  switch (code) {
    case 404:
      return stays(text.noMethod(method), method.startsWith('OTA.') ? 'by-cable' : null);
    case 401:
      return stays(text.said.password, 'no-password');
    case 403:
      return stays(text.notAllowed(method), 'allow');
    default:
      return null;
  }
}
