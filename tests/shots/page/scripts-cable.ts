import type { CableState } from '../../../src/ui/features/cable/cable-state.svelte.ts';
import { FakePort, browserError } from '../../support/transports/webserial/fake-port.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

async function cableOf(world: World): Promise<CableState> {
  const { method: cable } = await world.lazyCable.load();
  return cable;
}

async function becomes(world: World, kind: CableState['phase']['kind']): Promise<void> {
  const cable = await cableOf(world);
  await world.time.until(() => cable.phase.kind === kind, { what: kind });
}

/** The list gives this port. */
async function choose(world: World, port: FakePort): Promise<void> {
  world.cable.serial.plug(port);
  world.cable.serial.choice = port;
  void (await cableOf(world)).choose();
  await becomes(world, 'troubleshooting');
}

/** A port that opens, and what comes back on it. */
function talkingPort(text: string): FakePort {
  const port = new FakePort();
  port.whenOpen = ({ inward }) => {
    const writer = inward.writable.getWriter();
    if (text !== '') void writer.write(new TextEncoder().encode(text));
  };
  return port;
}

export const cableScripts = {
  'cable-seen-before': async (world) => {
    world.cable.serial.plug(new FakePort());
    await world.show();
    // It is looked for when the page has nothing else to do.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3_000 }));
    await world.time.settle();
  },
  'cable-explain': async (world) => {
    await (await cableOf(world)).press();
  },
  'cable-empty-list': async (world) => {
    await (await cableOf(world)).choose();
  },
  'cable-held': async (world) => {
    const port = new FakePort();
    port.refusal = browserError('NetworkError', 'Failed to open serial port.');
    await choose(world, port);
  },
  'cable-silent': (world) => choose(world, talkingPort('')),
  'cable-log-only': (world) => choose(world, talkingPort('mgos_init: demo\r\nuptime 1\r\n')),
  'cable-trying': async (world) => {
    await choose(world, talkingPort(''));
    void (await cableOf(world)).trySpeeds();
    await becomes(world, 'trying');
  },
  'away-gone': async (world) => {
    await world.choose('demo-esp32-1.1.0.zip');
    await world.connect();
    world.away('gone');
  },
  'away-silent': async (world) => {
    await world.connect();
    world.away('silent');
  },
} as const satisfies Readonly<Record<string, Script>>;
