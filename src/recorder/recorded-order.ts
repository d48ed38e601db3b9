import { signedBytes } from '../bundle/verify-signature.ts';
import { textOfBytes } from '../rpc/frame.ts';
import type { CommitPolicy } from '../update/commit.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import type { RecordedCommit, RecordedOrder } from './recording.ts';

/** What an update is asked to be, before it begins. */
export function recordedOrder(
  { bundle, signature, expected, signIn, deviceTime, delivery, options }: UpdateDeps,
  isCarriedOn: boolean,
): RecordedOrder {
  const { fileName, sizeBytes, sha256, parts, entryNames } = bundle;
  const { commit, ...others } = options;
  return {
    delivery: delivery?.name ?? 'write',
    isCarriedOn,
    firmware: {
      ...{ fileName, sizeBytes, sha256, entryNames },
      manifest: textOfBytes(signedBytes(bundle.bytes).bytes),
      parts: parts.map(({ part, file, sizeBytes: size, dataOffset }) => ({
        ...{ name: part.name, file, sizeBytes: size, dataOffset },
      })),
    },
    signature: signature ?? null,
    expected:
      expected === undefined || expected === null ? null : { mac: expected.mac, id: expected.id },
    signsInAs: signIn?.longestAuth().username.length ?? null,
    timeFactor: deviceTime?.factor ?? null,
    commit: recordedCommit(commit),
    options: others,
  };
}

function recordedCommit(policy: CommitPolicy): RecordedCommit {
  if (policy.kind !== 'ask') return { kind: policy.kind };
  const { checks = [], areUnread = false, guard = null, nextCheck } = policy;
  return { kind: 'ask', checks, areUnread, guard, asksChecks: nextCheck !== undefined };
}
