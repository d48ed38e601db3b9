import type { Failure } from '../contracts/failure.ts';
import { deviceSays } from './device-says.ts';

/**
 * Can the same file on the same device end otherwise? Not where the file is refused, nor where the device named a
 * reason that stays (device-says.ts). Of what nobody knows the reason of, a try may be worth it.
 */
export function tryAgainHelps(failure: Failure): boolean {
  if (failure.code.startsWith('bundle/')) return false;
  switch (failure.code) {
    case 'device/no-ota':
    case 'device/no-info':
    case 'device/older':
    case 'device/other-app':
    case 'device/boot-loader':
    case 'update/no-block-arrives':
      return false;
    case 'rpc/remote':
      return saysSo(failure.facts, failure.facts.method);
    case 'update/begin-refused':
      return saysSo(failure.facts, 'OTA.Begin');
    case 'update/write-refused':
      return saysSo(failure.facts, 'OTA.Write');
    case 'update/end-refused':
      return saysSo(failure.facts, 'OTA.End');
    default:
      return true;
  }
}

const saysSo = (
  facts: { readonly remoteCode: number; readonly remoteMessage: string },
  method: string,
): boolean => deviceSays(facts.remoteCode, facts.remoteMessage, method)?.mayPass ?? true;
