import type { Failure, FailureCode } from '../contracts/failure.ts';
import { deviceSays } from './device-says.ts';

/**
 * Can the same file on the same device end otherwise? Not where the file is refused, nor where the device named a
 * reason that stays (device-says.ts). Of what nobody knows the reason of, a try may be worth it.
 */
export function tryAgainHelps(failure: Failure): boolean {
  const { code, facts } = failure;
  if (code.startsWith('bundle/') || STAYS.includes(code)) return false;
  if (code === 'rpc/remote') return saysSo(facts, facts.method);
  if (code === 'update/begin-refused') return saysSo(facts, 'OTA.Begin');
  if (code === 'update/write-refused') return saysSo(facts, 'OTA.Write');
  if (code === 'update/end-refused') return saysSo(facts, 'OTA.End');
  return true;
}

/** What the next try would find as it is. */
const STAYS: readonly FailureCode[] = [
  'device/no-ota',
  'device/no-info',
  'device/older',
  'device/other-app',
  'device/boot-loader',
  'update/no-block-arrives',
];

const saysSo = (
  facts: { readonly remoteCode: number; readonly remoteMessage: string },
  method: string,
): boolean => deviceSays(facts.remoteCode, facts.remoteMessage, method)?.mayPass ?? true;
