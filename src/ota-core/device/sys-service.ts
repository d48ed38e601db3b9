import type { SlotId } from '../boot/boot-config.ts';
import type { FirmwareInfo } from '../boot/firmware.ts';
import { isErasedIn } from '../flash/flash-areas.ts';
import type { Flash } from '../flash/flash.ts';
import type { FilesystemSpace } from '../fs/filesystem.ts';
import type { Reply } from './device.ts';
import { errorReply, NULL_RESULT, resultReply, readInt, readText } from './method-table.ts';
import type { Method, Params } from './method-table.ts';
import { openSlot } from './profile.ts';
import type { DeviceProfile } from './profile.ts';

/** Core version the emulated device reports: the one whose method list ota-service.md#methods records. */
export const MG_VERSION = '2.17.0';
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

/** Sys.GetInfo, Sys.Reboot and Sys.SetDebug (rpc-methods.md#sys). */
export function sysService(options: SysServiceOptions): readonly Method[] {
  const { restart, rebootDelayMs } = options;
  return [
    { name: 'Sys.GetInfo', run: ({ now }) => resultReply(infoOf(options, now)) },
    {
      name: 'Sys.Reboot',
      argsFormat: '{delay_ms: %d, abort: %B}',
      run({ params, now }) {
        const delayMs = readInt(params, 'delay_ms', rebootDelayMs);
        if (delayMs < 0) return errorReply(400, 'invalid delay value');
        restart.schedule(now, delayMs);
        return NULL_RESULT;
      },
    },
    {
      name: 'Sys.SetDebug',
      argsFormat: '{udp_log_addr: %Q, level: %d, file_level: %Q}',
      run: ({ params }) => setDebug(params),
    },
  ];
}

/** cs_dbg.h, _LL_MIN: stands for no level that was given; the levels are above it and below _LL_MAX, 5. */
const NO_LEVEL = -2;
/** As mg_parse_address takes it for UDP. */
const UDP_ADDRESS = /^(udp:\/\/)?[^\s:/]+:\d{1,5}$/;

/** Always answered through `error`: code 0 is done. The last fault counts (RC src/mgos_rpc.c); nothing is logged by UDP here. */
function setDebug(params: Params): Reply {
  const address = readText(params, 'udp_log_addr');
  const level = readInt(params, 'level', NO_LEVEL);
  if (level < NO_LEVEL || level > 4) return errorReply(400, 'invalid level');
  if (address !== null && !UDP_ADDRESS.test(address))
    return errorReply(400, 'invalid udp_log_addr');
  return errorReply(0, null);
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

/** A scheduled restart, as mgos_system_restart_after keeps it. */
export interface Restart {
  /** The earlier of two requests wins. `delayMs` counts from `now`. */
  schedule(now: number, delayMs: number): void;
  /** Time of the restart, null while none is scheduled. */
  dueAt(): number | null;
}

export function createRestart(log: (line: string) => void): Restart {
  let due: number | null = null;
  return {
    schedule(now, delayMs) {
      const at = now + delayMs;
      if (due !== null && due <= at) return;
      due = at;
      log(`Rebooting in ${delayMs} ms`);
    },
    dueAt: () => due,
  };
}

/**
 * Size and free space of a slot's filesystem, for Sys.GetInfo. The files themselves are not read:
 * free is what lies in erased blocks, which a filesystem has at least.
 */
export function slotFilesystem(
  profile: DeviceProfile,
  flash: Flash,
): (slot: SlotId) => FilesystemSpace {
  return (slot) => {
    const { fs } = openSlot(profile, flash, slot);
    const { size, eraseSize } = fs.geometry;
    let freeBytes = 0;
    for (let at = 0; at < size; at += eraseSize)
      if (isErasedIn(fs, at, eraseSize)) freeBytes += eraseSize;
    return { sizeBytes: size, freeBytes };
  };
}
