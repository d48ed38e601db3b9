import type { Flash } from '../../../../../src/ota-core/flash/flash.ts';
import { renewBlock } from '../../../../../src/ota-core/fs/spiffs/spiffs-pages.ts';
import { spiffsLayoutOf } from '../../../../../src/ota-core/fs/spiffs/spiffs-layout.ts';
import type { SpiffsGeometry } from '../../../../../src/ota-core/fs/spiffs/spiffs-layout.ts';

/** An empty filesystem. Until the last two blocks have their magic there is none. */
export function formatSpiffs(flash: Flash, geometry: Partial<SpiffsGeometry> = {}): void {
  const layout = spiffsLayoutOf(flash, geometry);
  for (let block = 0; block < layout.blocks; block += 1)
    renewBlock(flash, layout, { block, eraseCount: 0 });
}
