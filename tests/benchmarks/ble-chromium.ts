/** One update in real Chromium over Web Bluetooth at the commonest link, in real time, beside its formula. */
import { BluetoothVisit } from '../support/e2e/bluetooth-visit.ts';
import { ratio } from './figure.ts';
import type { Figures } from './figure.ts';
import { radioSeconds } from './radio-formulas.ts';

const FIXTURE = 'demo-esp32-1.1.0.zip';
const TOTAL_BYTES = 173_873;
const LINK = { intervalMs: 30, mtu: 500 } as const;
/** None: what the browser itself adds to every operation, and the machine, is in it. */
const TARGET = null;

export async function benchBleInChromium(): Promise<Figures> {
  const here = await BluetoothVisit.begin();
  try {
    const { intervalMs, mtu } = LINK;
    await here.choose({ intervalMs, peerMtu: mtu, deviceMtu: mtu });
    const outcome = await here.update(FIXTURE);
    if (!outcome.ok || outcome.value.result !== 'committed')
      throw new Error(`not updated: ${JSON.stringify(outcome)}`);
    const formula = radioSeconds({ ...LINK, totalBytes: TOTAL_BYTES, chunkBytes: 3000 });
    const real = ratio(formula / outcome.value.writeSeconds, TARGET, 1);
    return { [`ble.chromium.${intervalMs}.${mtu}.ratio`]: real };
  } finally {
    await here.end();
  }
}
