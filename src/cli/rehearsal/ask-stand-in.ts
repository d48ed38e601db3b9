/** What a rehearsal needs to know of a device, read over its link: nothing of it is changed. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { FileEntry } from '../../bundle/predict-merge.ts';
import type { ExpectedTime } from '../../contracts/expected-time.ts';
import { OtaError } from '../../contracts/failure.ts';
import { KeptContents } from '../../manage/kept-contents.ts';
import { UPDATER_DAT } from '../../ota-core/fs/merge-filesystems.ts';
import { standInProfile } from '../../rehearsal/stand-in.ts';
import type { StandInFacts, StandInFile } from '../../rehearsal/stand-in.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { SignIn } from '../../rpc/sign-in.ts';
import { askDevice, listFiles, listMethods } from '../../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import { expectTime } from '../../update/expected-time.ts';
import type { PushPort } from '../push-ports.ts';
import { withDevice } from '../with-device.ts';

export interface AskedStandIn {
  readonly facts: StandInFacts;
  /** Files of which only the size is known. */
  readonly unread: number;
  /** Of the real update over this link; null: none was asked, or no write of it would fit. */
  readonly expected: ExpectedTime | null;
}

export interface AskStandInOptions {
  readonly bundle: Bundle;
  readonly signIn: SignIn | undefined;
  readonly signal: AbortSignal;
  /** So many files are about to be read. */
  readonly onReading: (files: number) => void;
}

/** Throws rehearsal/no-stand-in, device/uncommitted, and what calls throw. */
export function askStandIn(
  port: PushPort,
  { bundle, signIn, signal, onReading }: AskStandInOptions,
): Promise<AskedStandIn> {
  return withDevice(port, { signal, signIn }, async (client, link) => {
    const { info, boot } = await askDevice(client, { signal });
    const { arch, app, fw_version: version, fw_id: buildId } = info;
    if (boot !== null && !boot.is_committed) throw new OtaError('device/uncommitted', { version });
    const methods = await listMethods(client, { signal });
    const timeoutMs = DEFAULT_TIMEOUTS.files;
    const listed = await listFiles(client, methods, { signal, timeoutMs });
    const own = listed?.filter(({ name }) => name !== UPDATER_DAT) ?? null;
    if (own !== null) onReading(own.length);
    const files = own === null ? null : await readFiles(client, own, signal);
    return {
      facts: {
        profile: profileOf(arch, boot?.scheme ?? null),
        identity: { id: info.id, mac: info.mac },
        firmware: { name: app, version, buildId },
        files,
      },
      unread: files?.filter(({ bytes }) => bytes === null).length ?? 0,
      expected: expectTime({ bundle, arch, link, measured: null }),
    };
  });
}

/** Of a new device of the kind of chip that the bundle is for, on an older version. Throws rehearsal/no-stand-in. */
export function inventStandIn({ manifest }: Bundle): AskedStandIn {
  const { platform, name } = manifest;
  return {
    facts: {
      profile: profileOf(platform, null),
      identity: { id: `${platform}_000001`, mac: '000000000001' },
      firmware: { name, version: OLDEST, buildId: null },
      files: null,
    },
    unread: 0,
    expected: null,
  };
}

/** Older than any, whatever the bundle's is. */
const OLDEST = '0.0.0';

function profileOf(platform: string, scheme: string | null): StandInFacts['profile'] {
  const profile = standInProfile(platform, scheme);
  if (profile === null) throw new OtaError('rehearsal/no-stand-in', { platform });
  return profile;
}

async function readFiles(
  client: RpcClient,
  listed: readonly FileEntry[],
  signal: AbortSignal,
): Promise<readonly StandInFile[]> {
  const wanted = listed.map(({ name, size }) => ({ name, sizeBytes: size }));
  const read = await new KeptContents().read(client, wanted, { signal });
  return wanted.map(({ name, sizeBytes }) => {
    const content = read.get(name);
    return { name, sizeBytes, bytes: content?.kind === 'read' ? content.bytes : null };
  });
}
