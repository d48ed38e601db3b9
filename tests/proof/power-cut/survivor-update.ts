import type { Checks } from './checks.ts';
import { NEW, OLD, type FirmwareName } from './firmwares.ts';
import { ScenarioBroken, type World } from './world.ts';

/** Pushes a whole update to a device that has been through something: it has to succeed. `works`: what an image does when started. */
export function checkUpdate(
  checks: Checks,
  world: World,
  works: (image: FirmwareName) => boolean = () => true,
): void {
  const target = world.device.running()?.firmware.version === NEW ? OLD : NEW;
  let found: string;
  try {
    world.update(target, { commitS: 300 });
    if (world.call('OTA.Commit').kind === 'result') world.powerOn();
    else world.waitForRestart();
    found = world.device.running()?.firmware.version ?? '';
  } catch (error) {
    if (!(error instanceof ScenarioBroken)) throw error;
    found = error.message;
  }
  const wanted = works(target) ? target : OLD;
  checks.that(found === wanted, 'works: a whole update succeeds on the survivor', () => found);
}
