import { updateRouteWords } from '../../../src/messages/update-route-words.ts';
import { OPEN_ROUTE_KEY } from '../../../src/ui/state/lazy-route.ts';
import { routeFile } from '../../support/bundle/route-bundle.ts';
import { finished, runOf, writeTo } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const LAST = routeFile('2.0.0', '>= 1.1');

async function give(world: World, ...files: readonly File[]): Promise<void> {
  await world.connect();
  const { route } = await world.firmwareRoute.load();
  await world.time.run(route.give(files));
}

async function begun(world: World): Promise<void> {
  await give(world, LAST, routeFile('1.1.0'));
  await world.show();
  await world.press('main button', updateRouteWords.buttons.update(2));
}

/** The update that runs is on trial; it ends as a person decides. */
async function decide(world: World, decision: 'keep' | 'go-back'): Promise<void> {
  await world.time.until(() => (runOf(world)?.trial ?? null) !== null, { what: 'the trial' });
  await world.time.advance(31_000);
  void world.update.decide(decision);
  await finished(world);
  await world.time.advance(1_000);
}

async function between(world: World): Promise<void> {
  await begun(world);
  await decide(world, 'keep');
}

async function second(world: World, decision: 'keep' | 'go-back'): Promise<void> {
  await between(world);
  await world.press('main button', updateRouteWords.buttons.goOn(2));
  await decide(world, decision);
}

/** Several firmwares of the practice device. */
export const routeScripts = {
  'route-waits': async (world) => {
    const { route } = await world.firmwareRoute.load();
    await world.time.run(route.give([LAST, routeFile('1.1.0')]));
  },
  'route-plan': (world) => give(world, LAST, routeFile('1.1.0'), routeFile('0.9.4')),
  'route-step-missing': (world) => give(world, routeFile('2.0.0', '>= 1.4'), routeFile('1.1.0')),
  'route-refused': (world) => give(world, LAST, new File(['nothing'], 'pump.zip')),
  'route-writing': async (world) => {
    await begun(world);
    await writeTo(world, 0.4);
    await world.time.advance(700);
  },
  'route-between': between,
  'route-stopped': (world) => second(world, 'go-back'),
  'route-done': (world) => second(world, 'keep'),
  'route-kept': async (world) => {
    localStorage.setItem(OPEN_ROUTE_KEY, '1');
    const left = ['1.1.0', '2.0.0'].map((version) => ({
      ...{ id: version, fileName: `${version}.zip`, version, buildId: version },
      file: routeFile(version),
    }));
    world.journals.routes = [
      { device: 'A4CF12000001', name: 'Pump 7', keptAtMs: Date.now(), of: 3, left },
    ];
    await world.show();
    await world.time.advance(1);
  },
} as const satisfies Readonly<Record<string, Script>>;
