import type { Outcome } from '../../../src/contracts/failure.ts';
import type { ProductCheck } from '../../../src/contracts/product-check.ts';
import { outcomeOf } from '../../../src/workers/comlink/calls.ts';
import type { ProductChecksApi } from '../../../src/workers/device-api.ts';
import type { ManageOptions } from '../../../src/workers/updater/manage-device.ts';
import {
  asChecksFile,
  readChecksFile,
  tryCheck,
} from '../../../src/workers/updater/product-checks.ts';

type Manage = <T>(work: (options: ManageOptions) => Promise<T>) => Promise<Outcome<T>>;

/** Checks as the updater's thread keeps them, for as long as the page is there. */
export function createChecksDouble(manage: Manage) {
  const lists = new Map<string, readonly ProductCheck[]>();
  const kept = (app: string): Promise<readonly ProductCheck[]> =>
    Promise.resolve(lists.get(app) ?? []);
  const api: ProductChecksApi = {
    productChecks: (app) => outcomeOf(() => kept(app)),
    setProductChecks: (app, checks) =>
      outcomeOf(() => {
        lists.set(app, checks);
        return checks;
      }),
    readChecksFile: (file) => outcomeOf(() => readChecksFile(file)),
    checksFile: (app, checks) => outcomeOf(() => asChecksFile(app, checks)),
    tryCheck: (check) => manage((options) => tryCheck(check, options)),
  };
  return { api, kept };
}
