import { storeZip } from '../../../src/bundle/store-zip.ts';
import type { World } from './world.ts';

/** What a build server hands out: the firmwares of two chips in one zip. */
export async function artifact(world: World): Promise<File> {
  const entry = async (platform: string) => {
    const file = await world.fixture(`demo-${platform}-1.1.0.zip`);
    return { name: `${platform}/fw.zip`, bytes: new Uint8Array(await file.arrayBuffer()) };
  };
  const bytes = storeZip([await entry('esp32'), await entry('esp32c3')]);
  return new File([bytes.slice()], 'artifact.zip');
}
