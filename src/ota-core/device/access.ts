/**
 * Who may call what (rpc-frames.md#access-control, #digest-authentication): the list `rpc.acl`, then a digest of what the caller
 * sent, by the htdigest file `rpc.auth_file`. Order: list, authentication, list again for who that is.
 */
import { orElse, type Filesystem } from '../fs/filesystem.ts';
import { decodeUtf8 } from '../primitives/utf8.ts';
import type { TextHash } from '../primitives/text-hash.ts';
import type { CallOrigin, ErrorReply, HttpDigest, Reply } from './device.ts';
import type { DeviceConfig } from './device-config.ts';
import {
  answerOfFrame,
  answerOfRequest,
  checkDigest,
  challengeOf,
  type DigestAnswer,
} from './digest-auth.ts';
import { errorReply } from './method-table.ts';

export interface AccessOptions {
  readonly config: Pick<DeviceConfig, 'number' | 'text'>;
  readonly files: Filesystem | null;
  /** A file that the firmware has in itself, by its name; one in the filesystem wins. */
  readonly builtInFiles: ReadonlyMap<string, string>;
}

/** null: the call may pass. `none` where the list cannot be read: nobody answers then. */
export type AccessCheck = (method: string, origin: CallOrigin, now: number) => Reply | null;

const UNAUTHORIZED = errorReply(403, 'unauthorized');
const NO_REPLY: Reply = { kind: 'none' };

export function createAccess(options: AccessOptions): AccessCheck {
  const { config } = options;
  return (method, origin, now) => {
    const [acl, aclFile] = [config.text('rpc.acl'), config.text('rpc.acl_file')];
    if (acl === '' && aclFile === '') return null;
    const entries = acl !== '' && aclFile !== '' ? null : readAcl(options, acl, aclFile);
    if (entries === null) return NO_REPLY;
    const entry = entries.find((one) => fits(one, method, origin.channel));
    if (entry === undefined) return UNAUTHORIZED;
    const open = judge(entry.acl, null);
    if (open !== null) return open ? null : UNAUTHORIZED;
    return authenticate(options, { acl: entry.acl, origin, now });
  };
}

function authenticate(
  options: AccessOptions,
  { acl, origin, now }: { readonly acl: string; readonly origin: CallOrigin; readonly now: number },
): Reply | null {
  const { auth = null, http } = origin;
  const answer = (): DigestAnswer | null =>
    auth === null && http !== undefined ? answerOfRequest(http) : answerOfFrame(auth);
  const isSilent = auth === null && http === undefined;
  const checked = identify(options, isSilent ? undefined : answer(), { section: 'rpc', now });
  if (typeof checked !== 'string') return checked;
  return judge(acl, checked) === true ? null : UNAUTHORIZED;
}

/** For the web pages of the device: whoever is in the htdigest file may; without one everybody (pull-and-post.md#post). */
export function createWebAccess(options: AccessOptions) {
  return (http: HttpDigest | undefined, now: number): ErrorReply | null => {
    if (options.config.text('http.auth_file') === '') return null;
    const answer = http === undefined ? undefined : answerOfRequest(http);
    const checked = identify(options, answer, { section: 'http', now });
    return typeof checked === 'string' ? null : checked;
  };
}

/** Who answers the challenge; undefined: nobody did. By the settings `auth_domain`, `auth_file`, `auth_algo` of a section. */
function identify(
  options: AccessOptions,
  answer: DigestAnswer | null | undefined,
  { section, now }: { readonly section: 'rpc' | 'http'; readonly now: number },
): string | ErrorReply {
  const { config } = options;
  const realm = config.text(`${section}.auth_domain`);
  const algorithm: TextHash = config.number(`${section}.auth_algo`) === 1 ? 'SHA-256' : 'MD5';
  const nonce = Math.floor(now / 1000);
  const challenge = errorReply(401, challengeOf({ realm, algorithm, nonce }));
  if (answer === undefined) return challenge;
  const checked = checkDigest(answer, {
    realm,
    algorithm,
    nowSeconds: nonce,
    readPasswords: () => readText(options, config.text(`${section}.auth_file`)),
  });
  switch (checked.kind) {
    case 'bad-request':
      return errorReply(400, 'bad request');
    case 'no-passwords':
      return errorReply(500, 'failed to open password file');
    case 'refused':
      return challenge;
    case 'user':
      return checked.name;
  }
}

interface AclEntry {
  readonly method: string;
  readonly channelType: string | null;
  readonly acl: string;
}

/** null: not to be read. */
function readAcl(options: AccessOptions, acl: string, aclFile: string): readonly AclEntry[] | null {
  const file = acl.startsWith('@') ? acl.slice(1) : aclFile;
  const text = file === '' ? acl : readText(options, file);
  try {
    const list: unknown = JSON.parse(text ?? '');
    return Array.isArray(list) ? list.map(entryOf) : null;
  } catch {
    return null;
  }
}

function entryOf(value: unknown): AclEntry {
  const member = (name: string): string | null => {
    const found: unknown =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : null;
    return typeof found === 'string' ? found : null;
  };
  return {
    method: member('method') ?? '*',
    channelType: member('ch_type'),
    acl: member('acl') ?? '',
  };
}

/** A pattern of methods, with `*` for anything; the type of a channel is RPC.Ping's words without a number. */
function fits(
  { method: pattern, channelType }: AclEntry,
  method: string,
  channel: string,
): boolean {
  if (channelType !== null && channelType !== channel.replace(/\d+$/, '')) return false;
  const parts = pattern.toLowerCase().split('*');
  const name = method.toLowerCase();
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === 0 ? (name.startsWith(part) ? 0 : -1) : name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return parts.length > 1
    ? parts.at(-1) === '' || name.endsWith(parts.at(-1) ?? '')
    : at === name.length;
}

/** `+admin,-*`: the first that fits counts. null: it depends on who calls. */
function judge(acl: string, user: string | null): boolean | null {
  for (const entry of acl.split(',').map((text) => text.trim())) {
    const allows = !entry.startsWith('-');
    const name = entry.replace(/^[+-]/, '');
    if (name === '*') return allows;
    if (user === null && name !== '') return null;
    if (name === user) return allows;
  }
  return false;
}

function readText({ files, builtInFiles }: AccessOptions, name: string): string | null {
  const bytes = orElse(
    () => files?.read(name) ?? null,
    () => null,
  );
  return bytes === null ? (builtInFiles.get(name) ?? null) : decodeUtf8(bytes);
}
