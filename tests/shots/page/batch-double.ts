import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { createLinkStats, SERIAL } from '../../../src/contracts/link.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { createEmulator } from '../../../src/emulator/create-emulator.ts';
import type { EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../../src/emulator/seed-chip.ts';
import { profileFor } from '../../../src/ota-core/platforms/index.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { nobleDigests } from '../../../src/ota-core/primitives/digest.ts';
import { LINE_MAX_FRAME_BYTES } from '../../../src/rpc/line-codec.ts';
import { throttle } from '../../../src/transports/wrap/throttle.ts';
import { createBatch } from '../../../src/ui/features/batch/create-batch.ts';
import type { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';
import { SerialClient } from '../../../src/workers/client/serial-client.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { FakePort, FakeSerial } from '../../support/transports/webserial/fake-port.ts';
import type { FarEnd } from '../../support/transports/webserial/fake-port.ts';
import { FleetDouble } from './fleet-double.ts';
import { HistoryDouble } from './history-double.ts';
import { JournalsDouble } from './journals-double.ts';
import { Held } from './held.ts';
import { PlacesDouble } from './places-double.ts';
import { createUpdater } from './updater-double.ts';

const BYTES_PER_SECOND = 11_520;

/** A device of a production line: a chip, and the adapter on its console. */
export interface BenchDevice {
  readonly emulator: EmulatorHost;
  readonly port: FakePort;
}

/** The bench with ports that a script plugs in, an emulated device behind each. */
export class BatchDouble {
  readonly serial = new FakeSerial();
  /** Whether the browser has ports at all. */
  isPossible = true;

  readonly module = (update: UpdateState) =>
    createBatch(update, {
      isPossible: this.isPossible,
      openSerial: () =>
        new SerialClient({ serial: this.serial, clock: realClock, locks: null, follows: 'itself' }),
      openUpdater: () =>
        Promise.resolve({
          ok: true,
          value: createUpdater({
            connect: nobodyThere,
            held: new Held(),
            places: new PlacesDouble(),
            fleet: new FleetDouble(),
            journals: new JournalsDouble(),
            history: new HistoryDouble(),
            named: () => null,
          }),
        }),
    });

  /** `number` makes its name; of the line, from 1. */
  plug(number: number, version = '1.0.0'): BenchDevice {
    const emulator = newDevice(number, version);
    const port = new FakePort();
    port.whenOpen = (far) => emulator.attach(consoleOf(far), { channel: 'UART0' });
    this.serial.plug(port);
    return { emulator, port };
  }

  /** A port that opens, and nobody behind it. */
  plugSilent(): void {
    this.serial.plug(new FakePort());
  }
}

/** Every batch slot has a port of its own. */
const nobodyThere = (): Link => {
  throw new Error('a lane asks for a link without a port');
};

function newDevice(number: number, version: string): EmulatorHost {
  const profile = profileFor({ profile: 'esp32' });
  if (profile === null) throw new Error('no esp32');
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const firmware = madeUpFirmware({ name: 'demo', version }, nobleDigests);
  seedChip({ flash, profile, registry, digest: nobleDigests }, firmware);
  const tail = `0A1C${number.toString(16).toUpperCase().padStart(2, '0')}`;
  const emulator = createEmulator({
    ...{
      profile,
      flash,
      registry,
      filesystems: chipFilesystems,
      clock: realClock,
      digest: nobleDigests,
    },
    identity: { id: `esp32_${tail}`, mac: `30AEA4${tail.slice(-6)}` },
    timing: 'typical',
    onEvent: () => undefined,
  });
  emulator.powerOn();
  return emulator;
}

/** The device's pins of an open port. */
function consoleOf({ inward, outward, closed }: FarEnd): Link {
  const link: Link = {
    ...SERIAL,
    label: 'UART0',
    framing: 'stream',
    maxFrameBytes: LINE_MAX_FRAME_BYTES,
    stats: createLinkStats(),
    readable: outward.readable,
    writable: inward.writable,
    ended: closed.then(() => ({ why: 'closed' }) as const),
    close: () => Promise.resolve(),
  };
  return throttle(link, { clock: realClock, bytesPerSecond: BYTES_PER_SECOND });
}
