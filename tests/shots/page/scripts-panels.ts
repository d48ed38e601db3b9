import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { through } from '../../support/transports/wrap/through.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { artifact } from './artifact.ts';
import { changedImage, usedImage } from './used-image.ts';
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

/** The device's panel, with a device that idles. */
export const devicePanel =
  (then: (world: World) => Promise<void> = () => Promise.resolve()): Script =>
  async (world) => {
    await world.chip('esp32', null, usedImage());
    await world.connect();
    world.panels.show('device');
    await world.show();
    await world.time.advance(2_000);
    await then(world);
  };

/** Of the setting of this path. */
function fieldOf(path: string): HTMLInputElement {
  const fields = [...document.querySelectorAll<HTMLElement>('.device label')];
  const label = fields.find((one) => one.querySelector('.path')?.textContent === path);
  const input = label?.querySelector('input');
  if (!input) throw new Error(`no field of ${path}`);
  return input;
}

async function typeInto(world: World, path: string, text: string): Promise<void> {
  const input = fieldOf(path);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await world.time.settle();
}

const filesTab = (then: (world: World) => Promise<void> = () => Promise.resolve()): Script =>
  devicePanel(async (world) => {
    await world.press('.device .seg label', 'Files');
    await world.time.advance(2_000);
    await then(world);
  });

/** The panel beside a firmware that is chosen, with what `prepare` connects, and a second file. */
const comparison =
  (
    prepare: (world: World) => Promise<void> = () => Promise.resolve(),
    second: string | ((world: World) => Promise<File>) | null = null,
  ): Script =>
  async (world) => {
    await prepare(world);
    await world.choose('demo-esp32-1.1.0.zip');
    world.panels.show('compare');
    await world.show();
    await world.time.advance(2_000);
    if (second === null) return;
    const file = await (typeof second === 'string' ? world.fixture(second) : second(world));
    giveFile('.compare', file);
    await world.time.advance(2_000);
  };

/** The panel beside a device with some of the package's own files, then a press on what reads them. `settings`: what is set there. */
const contents =
  (then: (world: World) => Promise<void>, { settings = '{}', eachWayMs = 0 } = {}): Script =>
  async (world) => {
    if (eachWayMs > 0) world.wire = overLink(BLUETOOTH, eachWayMs);
    await comparison(async () => {
      const file = await world.fixture('demo-esp32-1.1.0.zip');
      await world.chip('esp32', null, await changedImage(file, settings));
      await world.connect();
    })(world);
    await world.press('.compare .contents button', '');
    await then(world);
  };

/** conf9.json of a device on which nobody may call FS.Get. */
const GIVES_NO_FILE = JSON.stringify({
  rpc: {
    acl: JSON.stringify([
      { method: 'FS.Get', acl: '-*' },
      { method: '*', acl: '*' },
    ]),
  },
});

/** Over the radio, in the middle of it. */
const slowContents = (then: (world: World) => Promise<void> = () => Promise.resolve()): Script =>
  contents(
    async (world) => {
      await world.time.advance(1_500);
      await then(world);
    },
    { eachWayMs: 100 },
  );

/** To the place for a file within this. */
export function giveFile(within: string, file: File): void {
  const input = document.querySelector<HTMLInputElement>(`${within} input[type="file"]`);
  const given = new DataTransfer();
  given.items.add(file);
  if (input === null) throw new Error(`no place for a file within ${within}`);
  input.files = given.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

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
  'device-settings': devicePanel(),
  'device-settings-changed': devicePanel(async (world) => {
    await typeInto(world, 'wifi.sta.ssid', 'Boiler house');
    await typeInto(world, 'update.timeout', '900');
  }),
  'device-settings-saved': devicePanel(async (world) => {
    await typeInto(world, 'update.timeout', '900');
    await world.press('.device .foot .primary', '');
    await world.time.advance(20_000);
  }),
  'device-settings-reading': async (world) => {
    await world.connect();
    world.held.hold('manage');
    world.panels.show('device');
    await world.show();
    await world.time.advance(1_000);
  },
  'device-settings-lost': devicePanel(async (world) => {
    await typeInto(world, 'update.timeout', '900');
    world.refusal = new OtaError('link/refused', { address: '10.0.0.7', detail: 'gone' });
    await world.press('.device .foot .primary', '');
    await world.time.advance(2_000);
  }),
  'device-files': filesTab(),
  'device-file-written': filesTab(async (world) => {
    giveFile('.device', new File(['{"hall":7}'], 'hall.json'));
    await world.time.advance(5_000);
  }),
  'device-file-remove': filesTab(async (world) => {
    await world.press('.device li:nth-child(3) button:last-child', '');
  }),
  'compare-device': comparison(async (world) => {
    await world.connect();
  }),
  'compare-device-same': comparison(async (world) => {
    await world.chip('esp32', 'demo-esp32-1.1.0.zip');
    await world.connect();
  }),
  'compare-device-away': async (world) => {
    await world.choose('demo-esp32-1.1.0.zip');
    await world.connect();
    world.away('gone');
    world.panels.show('compare');
    await world.show();
    await world.time.advance(1_000);
  },
  'compare-contents': contents(async (world) => {
    await world.time.advance(5_000);
  }),
  'compare-contents-reading': slowContents(),
  'compare-contents-lost': slowContents(async (world) => {
    world.device.control.plugged = false;
    await world.time.advance(5_000);
  }),
  'compare-contents-refused': contents(
    async (world) => {
      await world.time.advance(5_000);
    },
    { settings: GIVES_NO_FILE },
  ),
  'compare-no-device': comparison(),
  'compare-same': comparison(undefined, 'demo-esp32-1.1.0.zip'),
  'compare-differs': comparison(undefined, 'demo-esp32-1.0.0.zip'),
  'compare-signed': comparison(undefined, 'demo-esp32-1.1.0-signed-k0-k2.zip'),
  'compare-mended': comparison(undefined, 'repair-finder.zip'),
  'compare-refused': comparison(undefined, 'bad-truncated.zip'),
  'compare-several': comparison(undefined, artifact),
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
