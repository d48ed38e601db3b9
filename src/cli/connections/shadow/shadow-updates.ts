/**
 * The library ota-shadow of the device (pull-and-post.md#shadow): a URL that its shadow wants and that it has not had yet is fetched, and
 * what becomes of it is reported. The URL is kept in a file, so that no restart and no update makes it another try.
 */
import type { EmulatorEvent } from '../../../emulator/event-feed.ts';

/** The device, as its own firmware has it. */
export interface ShadowedDevice {
  /** A method of its own, past its access list; null: it failed, or nobody is there. */
  own(method: string, params?: object): Promise<unknown>;
  /** null: no update can begin now. */
  pull(url: string): Promise<{ readonly ended: Promise<PullEnd | null> } | null>;
}

export interface PullEnd {
  /** Below 0: failed; above: applied, or nothing to apply. */
  readonly result: number;
  readonly text: string;
}

/** The connection to the service, whatever kind of service it is. */
export interface ShadowChannel {
  /** Sends what is to be in `reported`. Lost where the connection is. */
  report(reported: object): void;
}

export interface ShadowUpdates {
  /** The channel stands: the device says what it is. */
  connected(channel: ShadowChannel): void;
  disconnected(): void;
  /** What is wanted and not reported so, or the whole of what is wanted. */
  wanted(desired: unknown): void;
  readonly note: (event: EmulatorEvent) => void;
}

const STATE_FILE = 'ota_state.json';
const COMMITTING = 'Committing FW update. OTA update finished.';
const STARTING = 'starting update';
/** What the library of 2017 writes down when no update can begin (pull-and-post.md#shadow). */
const NO_UPDATE = { code: -1, message: 'Failed to init updater' };

export function createShadowUpdates(device: ShadowedDevice): ShadowUpdates {
  let channel: ShadowChannel | null = null;
  /** One thing after the other: what is reported has the order in which it happened. */
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (step: () => Promise<void>): void => {
    // A step that meets a device that restarts has nobody left to report to.
    queue = queue.then(step).catch(() => undefined);
  };
  const report = (ota: object): void => channel?.report({ ota });
  const reportStatus = async (more: object = {}): Promise<void> => {
    report({ ...(await statusOf(device)), ...more });
  };
  const start = async (url: string): Promise<void> => {
    if (!(await isEnabled(device)) || (await storedUrl(device)) === url) return;
    await storeUrl(device, url);
    report({ url });
    const pull = await device.pull(url);
    if (pull === null) {
      await reportStatus(NO_UPDATE);
      return;
    }
    void pull.ended.then((end) => {
      // Without an end the device restarted, or lost its power.
      if (end !== null) enqueue(() => reportStatus({ code: end.result, message: end.text }));
    });
  };
  return {
    connected(opened) {
      channel = opened;
      enqueue(async () => {
        const info = await infoOf(device);
        await reportStatus({ url: (await storedUrl(device)) ?? '', ...info });
        if (await wantsCommit(device)) {
          await device.own('OTA.Commit');
          await reportStatus({ message: COMMITTING });
        }
      });
    },
    disconnected() {
      channel = null;
    },
    wanted(desired) {
      const url = urlIn(desired);
      if (url !== null) enqueue(() => start(url));
    },
    note(event) {
      if (event.event === 'committed') enqueue(() => reportStatus());
      if (event.event !== 'update') return;
      if (event.state === 'begin') enqueue(() => reportStatus({ code: 0, message: STARTING }));
      if (event.state === 'progress') enqueue(() => reportStatus());
    },
  };
}

/** `ota.url`, or `ota_url` of 2017. */
function urlIn(desired: unknown): string | null {
  const members = membersIn(desired);
  const url = membersIn(members['ota'])['url'] ?? members['ota_url'];
  return typeof url === 'string' && url !== '' ? url : null;
}

/** Of `struct mgos_ota_status`, as OTA.Status has it. */
async function statusOf(device: ShadowedDevice): Promise<object> {
  const status = membersIn(await device.own('OTA.Status'));
  const names = ['state', 'message', 'is_committed', 'commit_timeout', 'partition'];
  const percent = status['progress_percent'];
  return {
    ...Object.fromEntries(names.flatMap((name) => (name in status ? [[name, status[name]]] : []))),
    ...(typeof percent === 'number' && { progress_percent: percent }),
  };
}

/** What runs, by the names of Sys.GetInfo. */
async function infoOf(device: ShadowedDevice): Promise<object> {
  const info = membersIn(await device.own('Sys.GetInfo'));
  const names = ['app', 'arch', 'fw_version', 'fw_id', 'mac'];
  return Object.fromEntries(names.map((name) => [name, info[name] ?? null]));
}

const isEnabled = async (device: ShadowedDevice): Promise<boolean> =>
  (await device.own('Config.Get', { key: 'shadow.ota_enable' })) === true;

async function wantsCommit(device: ShadowedDevice): Promise<boolean> {
  const wants = await device.own('Config.Get', { key: 'shadow.autocommit' });
  return wants === true && membersIn(await device.own('OTA.Status'))['is_committed'] === false;
}

async function storedUrl(device: ShadowedDevice): Promise<string | null> {
  const { data } = membersIn(await device.own('FS.Get', { filename: STATE_FILE }));
  if (typeof data !== 'string') return null;
  try {
    const { url } = membersIn(JSON.parse(Buffer.from(data, 'base64').toString()));
    return typeof url === 'string' ? url : null;
  } catch {
    return null; // no JSON: as if there were none
  }
}

async function storeUrl(device: ShadowedDevice, url: string): Promise<void> {
  const data = Buffer.from(JSON.stringify({ url })).toString('base64');
  await device.own('FS.Put', { filename: STATE_FILE, data });
}

export function membersIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
