import { erasingSince } from '../../../src/ui/state/writing.ts';
import { begin, LARGE } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const isErasing = ({ update: { view } }: World): boolean =>
  view.kind === 'running' && erasingSince(view.run, performance.now()) !== null;

export const erasingScripts = {
  erasing: async (world) => {
    await begin(world, LARGE);
    await world.time.until(() => isErasing(world), { what: 'the erasing' });
    await world.time.advance(500);
  },
} as const satisfies Readonly<Record<string, Script>>;
