/** A firmware on trial whose device is lost, and ends that are neither the new firmware nor the old one. */
import type { Link } from '../../../src/contracts/link.ts';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { through } from '../../support/transports/wrap/through.ts';
import { finished, toTrial } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const silenceOf = (world: World) =>
  world.update.view.kind === 'running' ? world.update.view.run.silence : null;

/** Lost, and looked for in vain for a while. */
async function silentFor(world: World, ms: number): Promise<void> {
  await world.time.until(() => silenceOf(world) !== null, { what: 'the silence' });
  await world.time.advance(ms);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A frame of a line, with its CRC. */
const FRAME = /^(\s*)(\{.*\})[0-9a-f]{8}(\s*)$/s;

/** What the device says of itself is changed on its way, from now on. */
const lying =
  (isOn: () => boolean, change: Readonly<Record<string, unknown>>) =>
  (link: Link): Link =>
    through(link, (bytes, direction) => {
      const [, before = '', json = '', after = ''] = FRAME.exec(decoder.decode(bytes)) ?? [];
      if (direction === 'out' || !isOn() || !json.includes('"fw_id"')) return [bytes];
      const frame = JSON.parse(json) as { readonly result: object };
      const said = JSON.stringify({ ...frame, result: { ...frame.result, ...change } });
      const crc = crc32(encoder.encode(said)).toString(16).padStart(8, '0');
      return [encoder.encode(`${before}${said}${crc}${after}`)];
    });

export const lostTrialScripts = {
  'trial-lost': async (world) => {
    await toTrial(world);
    await world.time.advance(20_000);
    world.device.control.plugged = false;
    await silentFor(world, 42_000);
  },
  'trial-lost-power': async (world) => {
    await toTrial(world);
    await world.time.advance(20_000);
    world.device.powerOff();
    await silentFor(world, 42_000);
  },
  'keeping-lost': async (world) => {
    await toTrial(world);
    await world.time.advance(31_000);
    world.device.control.plugged = false;
    void world.update.decide('keep');
    await silentFor(world, 12_000);
  },
  'went-back-restarted': async (world) => {
    await toTrial(world);
    await world.time.advance(20_000);
    world.device.powerOff();
    await silentFor(world, 30_000);
    world.device.powerOn();
    await finished(world);
  },
  'other-firmware': async (world) => {
    let lies = false;
    world.wire = lying(() => lies, { fw_id: '20261128-070000/ga1b2c3d-dirty' });
    await toTrial(world);
    lies = true;
    await finished(world);
  },
} as const satisfies Readonly<Record<string, Script>>;
