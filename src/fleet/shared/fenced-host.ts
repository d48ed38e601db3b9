/** What a coordinator may do only as long as no higher claim stands. */
import { OtaError, abortError } from '../../contracts/failure.ts';
import type { JobEnd } from '../device-record.ts';
import type { FleetDevice } from '../plan.ts';
import type { RollOut } from '../roll-out.ts';
import type { FleetHost, UpdateJob } from '../run-roll-out.ts';
import type { BrokerSeat } from './broker-seat.ts';

/** Who may begin devices, as long as it may. */
interface Fence {
  readonly mayAct: boolean;
}

/**
 * A device is begun when the broker has its record, and only by whoever may act then and still when OTA.Begin is about to be sent: nobody
 * else takes it for one that waits. One that is busy all the same is watched, whoever began it.
 */
export function fencedHost(host: FleetHost, seat: BrokerSeat, rollOut: RollOut): FleetHost {
  return {
    ...host,
    async update(device, job) {
      const record = rollOut.records.get(device.id);
      const isKept = record !== undefined && (await seat.write(device.id, record, job.signal));
      if (!isKept || !seat.mayAct) return { kind: 'called-off' };
      const end = await fencedUpdate(host, seat, { device, job });
      const isBusy = end.kind === 'failed' && end.failure.code === 'device/busy';
      return isBusy && host.adopt !== undefined ? host.adopt(device, job) : end;
    },
  };
}

/** Called off where nothing may be begun any more when OTA.Begin is about to be sent. */
export async function fencedUpdate(
  host: Pick<FleetHost, 'update'>,
  fence: Fence,
  { device, job }: { readonly device: FleetDevice; readonly job: UpdateJob },
): Promise<JobEnd> {
  const own = new AbortController();
  const stop = (): void => own.abort(abortError(job.signal));
  job.signal.addEventListener('abort', stop, { once: true });
  if (job.signal.aborted) stop();
  try {
    return await host.update(device, {
      ...job,
      signal: own.signal,
      onEvent(event) {
        // Told before OTA.Begin is sent, and the signal is looked at in between.
        if (event.type === 'phase' && event.phase === 'preparing' && !fence.mayAct)
          own.abort(new OtaError('cancelled', { by: 'user' }));
        job.onEvent(event);
      },
    });
  } finally {
    job.signal.removeEventListener('abort', stop);
  }
}
