import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { EmulatorClient } from './emulator-client.ts';
import type { UpdaterClient } from './updater-client.ts';

/**
 * Joins the updater to the practice device by a channel of their own: links are opened and bytes flow
 * from worker to worker, never through the window.
 */
export async function linkToPractice(
  updater: UpdaterClient,
  emulator: EmulatorClient,
): Promise<Outcome<null>> {
  const { port1, port2 } = new MessageChannel();
  const lifeLock = await emulator.lifeLock;
  const [served, used] = await Promise.all([
    emulator.serveLinks(port1),
    updater.useLinks(port2, lifeLock),
  ]);
  return firstFailure(served, used);
}

function firstFailure(...outcomes: readonly Outcome<null>[]): Outcome<null> {
  const failed = outcomes.find(
    (outcome): outcome is { ok: false; failure: Failure } => !outcome.ok,
  );
  return failed ?? { ok: true, value: null };
}
