import type { FirmwareInfo } from '../boot/firmware.ts';
import type { Method } from './method-table.ts';
import { errorReply, NULL_RESULT, resultReply } from './method-table.ts';
import { readInt } from './params.ts';
import type { DeviceProfile } from './profile.ts';
import type { Restart } from './restart.ts';

/** Core version the emulated device reports: the one whose method list ota-service.md#methods records. */
const MG_VERSION = '2.17.0';
const MG_ID = '20200507-000000/2.17.0';

/** What an image leaves free that eats memory. */
const EATEN = 0.4;

export interface SysServiceOptions {
  readonly id: string;
  /** 12 hex digits, upper case. */
  readonly mac: string;
  readonly arch: string;
  readonly ram: DeviceProfile['ram'];
  readonly app: Pick<FirmwareInfo, 'name' | 'version' | 'buildId' | 'behaviour'>;
  readonly startedAt: number;
  /** Bytes of the running slot's filesystem partition; `free` as seen on the chip. */
  readonly fs: () => { readonly sizeBytes: number; readonly freeBytes: number };
  readonly restart: Restart;
  /** Of a Sys.Reboot that names no delay. */
  readonly rebootDelayMs: number;
}

/** Sys.GetInfo and Sys.Reboot (rpc-methods.md#sys). */
export function sysService(options: SysServiceOptions): readonly Method[] {
  const { restart, rebootDelayMs } = options;
  return [
    { name: 'Sys.GetInfo', run: ({ now }) => resultReply(infoOf(options, now)) },
    {
      name: 'Sys.Reboot',
      argsFormat: '{delay_ms: %d}',
      run({ params, now }) {
        const delayMs = readInt(params, 'delay_ms', rebootDelayMs);
        if (delayMs < 0) return errorReply(400, 'invalid delay value');
        restart.schedule(now, delayMs);
        return NULL_RESULT;
      },
    },
  ];
}

function infoOf({ id, mac, arch, ram, app, startedAt, fs }: SysServiceOptions, now: number) {
  const { sizeBytes, freeBytes } = fs();
  const freeRam = app.behaviour === 'eats-memory' ? Math.round(ram.free * EATEN) : ram.free;
  return {
    id,
    app: app.name,
    fw_version: app.version,
    fw_id: app.buildId,
    mg_version: MG_VERSION,
    mg_id: MG_ID,
    mac,
    arch,
    uptime: Math.floor((now - startedAt) / 1000),
    public_key: null,
    ram_size: ram.size,
    ram_free: freeRam,
    ram_min_free: freeRam,
    fs_size: sizeBytes,
    fs_free: freeBytes,
  };
}
