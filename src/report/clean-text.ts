/**
 * The only ways by which text from outside gets into a report. A report leaves the computer, so what is not known to
 * be harmless stays behind: a text that names a password or key is left out whole, of an address the scheme and the
 * host remain, of a path its last name, and a run of letters and digits as long as a token is covered.
 */
import { mentionsSecret } from '../contracts/mentions-secret.ts';
import { visible } from '../messages/outside-text.ts';
import { reportWords } from '../messages/screen-words.ts';

/** Code points of a name: an id, a version, a build id. */
const MOST_NAME = 120;
/** Of what a system or a device said. */
const MOST_TEXT = 400;
/** Of a line of the device's log. */
const MOST_LOG_LINE = 200;

const COVERED = '••••';

/** An id, a version, a name in a manifest: what the report is there to tell. */
export const nameText = (text: string): string => visible(text, MOST_NAME);

/** A sentence of a system, a device or an adapter. */
export function freeText(text: string, atMost = MOST_TEXT): string {
  return mentionsSecret(text)
    ? reportWords.secret
    : visible(withoutPlaces(bounded(text, atMost)), atMost);
}

/** A line of the device's log; null: it names a password or key. */
export const logText = (text: string): string | null =>
  mentionsSecret(text) ? null : freeText(text, MOST_LOG_LINE);

/** The last name of a path, on whatever system it is one. */
export const baseName = (path: string): string => visible(lastName(path), MOST_NAME);

/** Where a device was reached: scheme and host of an address, the name of an adapter, and nothing of a device file. */
export function placeText(address: string): string {
  const url = schemeAndHost(address);
  if (url !== null) return visible(url, MOST_NAME);
  return /^(?:[\\/~]|[a-z]:[\\/]|com\d)/i.test(address) ? 'port' : freeText(address, MOST_NAME);
}

/** No more of a long text than can be shown; a word that is cut is no longer known for what it was. */
function bounded(text: string, atMost: number): string {
  const most = 4 * atMost;
  return text.length <= most ? text : text.slice(0, most).replace(/\S*$/, '…');
}

const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'`<>]*/gi;
const QUOTED_PATH = /(["'`])((?:[a-z]:)?[\\/~][^"'`\n]*)\1/gi;
const WINDOWS_PATH = /(?:\b[a-z]:[\\/]|\\\\)[^\s"'`<>|]*/gi;
const POSIX_PATH = /(^|[\s("'`=:,;[])(?:~|\.{1,2})?(?:\/[^\s/"'`:;,)\]]+){2,}\/?/g;

function withoutPlaces(text: string): string {
  return text
    .replace(ADDRESS, (address) => schemeAndHost(address) ?? COVERED)
    .replace(QUOTED_PATH, (_, quote: string, path: string) => `${quote}${lastName(path)}${quote}`)
    .replace(WINDOWS_PATH, (path) => `…${lastName(path)}`)
    .replace(POSIX_PATH, (path, before: string) => `${before}…/${lastName(path)}`)
    .replace(/[A-Za-z0-9_+/-]{24,}={0,2}/g, (run) => (isToken(run) ? COVERED : run));
}

/** What keys and tokens look like: letters and digits mixed, or longer than any word. */
const isToken = (run: string): boolean =>
  run.length >= 32 || (/[0-9]/.test(run) && /[a-z]/i.test(run));

function schemeAndHost(address: string): string | null {
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\s]*)/i.exec(address) ?? [];
  if (scheme === undefined) return null;
  const host = authority.split('@').at(-1) ?? '';
  return host === '' ? `${scheme}:` : `${scheme}://${host}`;
}

const lastName = (path: string): string =>
  path
    .split(/[\\/]/)
    .filter((name) => name !== '')
    .at(-1) ?? '';
