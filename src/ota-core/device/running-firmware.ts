import type { FirmwareInfo } from '../boot/firmware.ts';
import type { Reply } from './device.ts';
import { createMethodTable, errorReply, resultReply, readText } from './method-table.ts';
import type { Method, MethodTable } from './method-table.ts';
import type { OtaService } from './ota-service.ts';
import type { Restart } from './sys-service.ts';

/**
 * The RAM of one run: everything here is gone with the next restart. A hung or crashing image is there
 * too, but answers nothing and does nothing.
 */
export interface RunningFirmware {
  readonly firmware: FirmwareInfo;
  readonly hung: boolean;
  handle(method: string, params: unknown, now: number, channel: string): Reply;
  /** Runs what is due, but restarts. */
  tick(now: number): void;
  /** Time of the scheduled restart, null while none is. */
  restartDueAt(): number | null;
  /** When `tick` has something to do, else null. */
  dueAt(): number | null;
}

const NO_REPLY: Reply = { kind: 'none' };

/** An image that does not work: it answers nobody. */
export function createHungFirmware(firmware: FirmwareInfo): RunningFirmware {
  return {
    firmware,
    hung: true,
    handle: () => NO_REPLY,
    tick: () => undefined,
    restartDueAt: () => null,
    dueAt: () => null,
  };
}

export interface RunningFirmwareParts {
  readonly restart: Restart;
  readonly ota: OtaService;
  readonly sys: readonly Method[];
  readonly fs: readonly Method[];
}

/** An image that works, with its services registered in the order of a stock firmware's start. */
export function createRunningFirmware(
  firmware: FirmwareInfo,
  { restart, ota, sys, fs }: RunningFirmwareParts,
): RunningFirmware {
  const own = (): MethodTable => table;
  const table: MethodTable = createMethodTable([...rpcService(own), ...sys, ...fs, ...ota.methods]);
  return {
    firmware,
    hung: false,
    handle(method, params, now, channel) {
      const due = restart.dueAt();
      const restartInMs = due === null ? null : due - now;
      return table.dispatch(method, { params, now, channel, restartInMs });
    },
    tick: (now) => ota.tick(now),
    restartDueAt: () => restart.dueAt(),
    dueAt: () => ota.dueAt(),
  };
}

/**
 * RPC.List, RPC.Describe and RPC.Ping (rpc-methods.md#rpc). `table` is asked at the call: later
 * registrations count.
 */
function rpcService(table: () => Pick<MethodTable, 'names' | 'argsFormat'>): readonly Method[] {
  return [
    { name: 'RPC.List', run: () => resultReply(table().names()) },
    {
      name: 'RPC.Describe',
      argsFormat: '{name: %T}',
      run({ params }) {
        const name = readText(params, 'name');
        if (name === null) return errorReply(400, 'name is required');
        const format = table().argsFormat(name);
        if (format === null) return errorReply(404, 'name not found');
        return resultReply({ name, args_fmt: format });
      },
    },
    { name: 'RPC.Ping', run: ({ channel }) => resultReply({ channel_info: channel }) },
  ];
}
