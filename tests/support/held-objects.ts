import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { quiet } from './virtual-clock.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many objects of `make` are still held when it has made them and nobody outside wants them any more. */
export async function heldOf(count: number, make: (index: number) => Promise<object>) {
  const made: WeakRef<object>[] = [];
  const remember = async (index: number): Promise<void> => {
    made.push(new WeakRef(await make(index)));
  };
  for (let index = 0; index < count; index += 1) await remember(index);
  // A reference that was made or looked at keeps its object until the present turn is over.
  await quiet();
  collectGarbage();
  return made.filter((one) => one.deref() !== undefined).length;
}
