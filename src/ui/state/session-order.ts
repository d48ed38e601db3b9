import type { DeliveryOrder } from '../../contracts/delivery-order.ts';
import type { ChoiceState } from './choice-state.svelte.ts';
import { reachOf } from './connection-method.ts';
import type { ConnectionMethod } from './connection-method.ts';
import type { SessionOrder } from './device-session.svelte.ts';
import type { KeepRule } from './keep-rule.svelte.ts';
import { orderWith } from './run-order.ts';
import type { CarriedOn } from './run-order.ts';
import { soundFirmwareOf } from './sound-firmware.ts';

interface Chosen {
  readonly method: ConnectionMethod;
  readonly delivery: DeliveryOrder;
  readonly keepRule: KeepRule;
  /** How many times as fast as ours the device's time runs, where it can be hurried. */
  readonly timeFactor: number;
  readonly carried: CarriedOn | undefined;
}

/** What is ordered when Update is pressed; null = file or device are not there. */
export function sessionOrderOf(
  choice: ChoiceState,
  { method, delivery, keepRule, timeFactor, carried }: Chosen,
): SessionOrder | null {
  const { device, keepMinutes, allowed } = choice;
  const firmware = soundFirmwareOf(choice);
  if (firmware === null || device.kind !== 'known') return null;
  if (device.away !== undefined) return null;
  const outlook = { ...choice.outlook, commitTimeoutMs: keepMinutes * 60_000 };
  const isGuarded = keepRule.isByChecks(firmware.bundle);
  const told = orderWith(firmware.bundle, device.report, outlook);
  return {
    firmware,
    told: { ...told, isGuarded, delivery: delivery.kind, ...carried?.told },
    delivery,
    ...(isGuarded && { guard: 'wait' as const }),
    force: carried?.force ?? allowed,
    timeFactor: method.traits.hasTimeFactor ? timeFactor : 1,
    readsSettings: true,
    reach: reachOf(method),
    carriesOn: carried?.sessionId,
  };
}
