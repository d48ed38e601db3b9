import english from './en/report.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';

const text = texts('firmware', english.firmware);

/** What a firmware is called beside another one: by its version, unless both have the same. */
export interface NamedFirmware {
  readonly version: string;
  readonly buildId: string;
}

export interface FirmwareNames {
  readonly from: string;
  readonly to: string;
}

/**
 * `1.0.0` and `1.1.0`; of one version `1.1.0 (build A)` and `1.1.0 (build B)`; of one build `1.1.0` and
 * `1.1.0 (new copy)`. As sentences take it: what is hidden in them is shown.
 */
export function firmwareNames(from: NamedFirmware, to: NamedFirmware): FirmwareNames {
  const [old, next] = [outside(from.version), outside(to.version)];
  if (from.version !== to.version) return { from: old, to: next };
  if (from.buildId === to.buildId) return { from: old, to: text.newCopy(next) };
  const [left, right] = shortest(from.buildId, to.buildId);
  return { from: text.ofBuild(old, outside(left)), to: text.ofBuild(next, outside(right)) };
}

/** A build id is `20261101-120000/v1.1.0-3-g1234567-master`: its time alone where that tells them apart. */
function shortest(from: string, to: string): readonly [string, string] {
  const [left = '', right = ''] = [from, to].map((id) => id.split('/')[0]);
  return left !== right && left !== '' && right !== '' ? [left, right] : [from, to];
}
