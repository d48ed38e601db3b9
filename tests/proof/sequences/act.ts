/** What is done to a device, one thing at a time. */
import type { TornVariant } from '../../../src/ota-core/flash/fault-plan.ts';
import type { FirmwareName } from '../power-cut/firmwares.ts';

/** Two clients on two transports: the device has one session, whoever calls. */
export type Channel = 'WS_in' | 'UART0';

export type CallAct =
  | {
      readonly kind: 'begin';
      readonly image: FirmwareName;
      readonly sizeBytes: number;
      readonly commitS: number;
      readonly timeoutS: number;
      readonly channel: Channel;
    }
  | {
      readonly kind: 'write';
      /** As told to the device. */
      readonly offset: number;
      /** What is sent: these bytes of that bundle. */
      readonly image: FirmwareName;
      readonly from: number;
      readonly to: number;
      /** `flip`: one bit of them is wrong. `not-base64`: they cannot be decoded. */
      readonly form: 'plain' | 'flip' | 'not-base64';
      readonly channel: Channel;
    }
  | { readonly kind: 'end' | 'commit' | 'revert'; readonly channel: Channel }
  | { readonly kind: 'reboot'; readonly delayMs: number }
  | { readonly kind: 'put'; readonly name: string; readonly text: string }
  | { readonly kind: 'remove' | 'get'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string };

export type Act =
  | CallAct
  /** Power off and on, or a reset. */
  | { readonly kind: 'reset' }
  /** Time passes, and everything that is due is done in its order. */
  | { readonly kind: 'pass'; readonly ms: number }
  /** The clock goes on and the device has not looked at it yet; `pass` 0 makes it look. */
  | { readonly kind: 'clock'; readonly ms: number }
  /** The supply goes away at the flash operation after so many others; a second one counts from the power-on after the first. */
  | {
      readonly kind: 'cut';
      readonly after: number;
      readonly variant: TornVariant;
      readonly seed: number;
    };

export const isCall = (act: Act): act is CallAct =>
  act.kind !== 'reset' && act.kind !== 'pass' && act.kind !== 'clock' && act.kind !== 'cut';
