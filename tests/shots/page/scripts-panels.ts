import type { Link } from '../../../src/contracts/link.ts';
import { through } from '../../support/transports/wrap/through.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { writing } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';
import { BLUETOOTH, WEBSOCKET, type LinkMedium } from '../../../src/contracts/link.ts';

/** The link of a radio or of a far network, in place of the practice device's own. */
const overLink =
  (medium: LinkMedium, eachWayMs: number) =>
  (link: Link): Link =>
    through({ ...link, ...medium }, async (chunk) => {
      await realClock.sleep(eachWayMs, new AbortController().signal);
      return [chunk];
    });

/** The panel beside an update that is under way; its figures are those of the blocks so far. */
const linkPanel =
  (share: number, prepare: (world: World) => void = () => undefined): Script =>
  async (world) => {
    prepare(world);
    await writing(share)(world);
    world.panels.show('link');
    await world.show();
    await world.time.advance(1_000);
  };

export const panelScripts = {
  console: async (world) => {
    await writing(0.3)(world);
    world.panels.show('console');
    await world.show();
    await world.time.advance(1_000);
  },
  'console-call': async (world) => {
    await world.connect();
    world.panels.show('console');
    await world.show();
    await world.press('.console button', 'Call');
    await world.time.advance(2_000);
  },
  'console-nothing': async (world) => {
    world.held.hold('askDevice');
    await world.choose('demo-esp32-1.1.0.zip');
    void world.update.connect();
    world.panels.show('console');
    await world.show();
    await world.time.advance(1_000);
  },
  'link-flash': linkPanel(0.5),
  'link-loss': linkPanel(0.4, (world) => {
    world.device.control.noise = true;
  }),
  'link-network': linkPanel(0.4, (world) => {
    world.wire = overLink(WEBSOCKET, 60);
  }),
  'link-bluetooth': linkPanel(0.4, (world) => {
    world.wire = overLink(BLUETOOTH, 30);
  }),
} as const satisfies Readonly<Record<string, Script>>;
