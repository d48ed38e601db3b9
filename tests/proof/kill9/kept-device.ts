/** `npm run device` on a chip in a file, started again and again. */
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import {
  callDevice,
  DeviceProcess,
  type DeviceEvent,
  type ProcessOptions,
} from '../../support/conformance/device-process.ts';
import { mayStart, NEW_VERSION, OLD_VERSION, startOf, type Start } from './expected.ts';
import { pushBundle } from './push-bundle.ts';

const USER_FILE = 'user.txt';
const USER_TEXT = Buffer.from('Nobody may lose this.').toString('base64');

/** What a device must not do; the words say what it did. */
export class Broken extends Error {}

export function must(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Broken(words);
}

export class KeptDevice {
  readonly process: DeviceProcess;
  readonly #profile: DeviceProfile;
  #ready: DeviceEvent | null = null;

  constructor(profile: DeviceProfile, chip: string, options: ProcessOptions = {}) {
    this.#profile = profile;
    const { arch, name } = profile;
    this.process = new DeviceProcess(
      ['--platform', arch, '--profile', name, '--flash', chip, '--ws', '0'],
      { ...options, ownGroup: true },
    );
  }

  /** How it started, which what it told before its last end allows. */
  async start(before: readonly DeviceEvent[]): Promise<Start> {
    this.#ready = await this.process.ready();
    const start = startOf(this.process.events);
    if (typeof start === 'object') throw new Broken(start.wrong);
    const allowed = mayStart(before);
    must(allowed.includes(start), `starts as "${start}", not as "${allowed.join('", "')}"`);
    return start;
  }

  /** By what the device itself says: version, commit, and the file of its user. */
  async check(start: Start): Promise<void> {
    const version = start === 'old' || start === 'returned' ? OLD_VERSION : NEW_VERSION;
    const info = await this.#call('Sys.GetInfo');
    must(info['fw_version'] === version, `says it runs ${String(info['fw_version'])}`);
    const status = await this.#call('OTA.Status');
    const committed = start !== 'trial';
    must(status['is_committed'] === committed, `says ${JSON.stringify(status)}`);
    if (!this.#hasFiles) return;
    const file = await this.#call('FS.Get', { filename: USER_FILE });
    must(file['data'] === USER_TEXT, `has in ${USER_FILE}: ${JSON.stringify(file)}`);
  }

  async putUserFile(): Promise<void> {
    if (this.#hasFiles) await this.#call('FS.Put', { filename: USER_FILE, data: USER_TEXT });
  }

  async commit(): Promise<void> {
    await this.#call('OTA.Commit');
    await this.check('kept');
  }

  /** Never throws. */
  async push(bundle: Bundle, signal: AbortSignal) {
    return pushBundle(String(this.#ready?.['ws']), { bundle, signal });
  }

  get #hasFiles(): boolean {
    return this.#profile.filesystem === 'mounted';
  }

  async #call(method: string, params: unknown = null): Promise<Readonly<Record<string, unknown>>> {
    must(this.#ready !== null, 'not started');
    const { result, error } = await callDevice(this.#ready, method, params);
    must(error === undefined, `${method} is refused: ${JSON.stringify(error)}`);
    return (result ?? {}) as Readonly<Record<string, unknown>>;
  }
}
