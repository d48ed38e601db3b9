import { bootTargets } from './boot-targets.ts';
import { littlefsTargets } from './littlefs-targets.ts';
import { rpcTargets } from './rpc-targets.ts';
import { spiffsTargets } from './spiffs-targets.ts';
import type { FuzzTarget } from './target.ts';
import { zipTargets } from './zip-targets.ts';

export const fuzzTargets: readonly FuzzTarget[] = [
  ...zipTargets,
  ...rpcTargets,
  ...bootTargets,
  ...spiffsTargets,
  ...littlefsTargets,
];
