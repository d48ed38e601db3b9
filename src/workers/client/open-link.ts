import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { EmulatorClient } from './emulator-client.ts';
import type { LastingEmulator } from './lasting-emulator.ts';
import type { UpdaterClient } from './updater-client.ts';

/**
 * Joins updaters to the practice device. The last one is joined anew when the device's thread is another,
 * if the practice device is still what it is to update.
 */
export function practiceLinks(
  emulator: LastingEmulator,
  isChosen: () => boolean,
): (updater: UpdaterClient) => Promise<Outcome<null>> {
  let last: UpdaterClient | null = null;
  emulator.onRestart(() => {
    if (last !== null && isChosen()) void linkToPractice(last, emulator);
  });
  return (updater) => {
    last = updater;
    return linkToPractice(updater, emulator);
  };
}

/**
 * Joins the updater to the practice device by a channel of their own: links are opened and bytes flow
 * from worker to worker, never through the window.
 */
async function linkToPractice(
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
