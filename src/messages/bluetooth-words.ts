/** Words of the way by Bluetooth. */
import type { LinkBound } from '../contracts/link-log.ts';
import english from './en/bluetooth.ts';
import { texts } from './locale.ts';

export const bluetoothWords = texts('bluetooth', english);

/** Under the time left; null where there is nothing to explain. */
export function paceWords({ cause }: LinkBound): string | null {
  if (cause === 'interval' || cause === 'pieces') return bluetoothWords.pace.slow;
  return cause === 'loss' ? bluetoothWords.pace.lossy : null;
}
