/** Checks of products that this browser keeps, by application, and one of them tried on the device. Fetched with the first question. */
import { OtaError, unreadableFile } from '../../contracts/failure.ts';
import type { ProductCheck, TriedCheck } from '../../contracts/product-check.ts';
import { checksFor, dropChecks, keepChecks } from '../../store/product-checks.ts';
import { failedAnswer, judgeAnswer } from '../../update/checks/judge-answer.ts';
import type { CheckAnswer } from '../../update/checks/judge-answer.ts';
import { CHECK_ANSWER_MS } from '../../update/checks/ask-check.ts';
import { LONGEST_CHECKS_FILE, checksFile, parseChecks } from '../../update/checks/parse-checks.ts';
import { throwIfAborted } from '../../rpc/deadline.ts';
import { hideInResult } from '../../rpc/hide-secrets.ts';
import type { KnownDevices } from './known-devices.ts';
import type { ManageOptions } from './manage-device.ts';

const FILE = 'checks.json';

const bad =
  (file: string) =>
  (place: string): Error =>
    OtaError.from(new OtaError('file/no-checks', { file, place }));

/** None where the browser keeps nothing. Throws file/no-checks for what is damaged, and storage/failed. */
export async function keptChecks(
  known: KnownDevices,
  app: string,
): Promise<readonly ProductCheck[]> {
  const outcome = await known.inStore((store, onDamaged) => checksFor(store, app, onDamaged));
  if (!outcome.ok) throw OtaError.from(outcome.failure);
  return outcome.value === null ? [] : parseChecks(outcome.value.file, bad(FILE)).checks;
}

/** In place of those before, after all of them were judged. Throws file/no-checks and storage/failed. */
export async function setChecks(
  known: KnownDevices,
  app: string,
  given: readonly ProductCheck[],
): Promise<readonly ProductCheck[]> {
  const file = checksFile({ app, checks: given });
  const { checks } = parseChecks(file, bad(FILE));
  const outcome = await known.inStore((store) =>
    checks.length === 0 ? dropChecks(store, app) : keepChecks(store, { app, file }),
  );
  if (!outcome.ok) throw OtaError.from(outcome.failure);
  return checks;
}

/** Throws file/no-checks with the place of what is wrong, and file/unreadable. */
export async function readChecksFile(file: File): Promise<readonly ProductCheck[]> {
  const fail = bad(file.name);
  if (file.size > LONGEST_CHECKS_FILE) throw fail('');
  const text = await file.text().catch((reason: unknown) => {
    throw unreadableFile(file.name, reason);
  });
  return parseChecks(text, fail).checks;
}

export const asChecksFile = (app: string, checks: readonly ProductCheck[]): Blob =>
  new Blob([checksFile({ app, checks })], { type: 'application/json' });

/** What the device answers now, before any update. Throws link/lost and cancelled. */
export async function tryCheck(
  check: ProductCheck,
  { device, signal }: ManageOptions,
): Promise<TriedCheck> {
  // What comes from a page is judged as what comes from a file.
  const [sound] = parseChecks(checksFile({ app: null, checks: [check] }), bad(FILE)).checks;
  if (sound === undefined) throw bad(FILE)('checks');
  return device.withAsked(signal, async (client) => {
    const { method, args } = sound;
    const asked = { signal, timeoutMs: CHECK_ANSWER_MS };
    const answer = await client.ask(method, args, asked).then(
      (result): CheckAnswer => ({ kind: 'result', result }),
      (reason: unknown) => {
        throwIfAborted(signal);
        return failedAnswer(reason);
      },
    );
    const shown = answer.kind === 'result' ? { result: hideInResult(answer.result, args) } : null;
    return { report: judgeAnswer(sound, answer, answer), answer: shown };
  });
}
