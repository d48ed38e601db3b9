/**
 * Chromium's own Web Serial without USB: adapters are pseudo-terminals, found by a stand-in for libudev
 * (fake-udev.c) that is compiled when the first bench is set up. Nothing in the browser is mocked but the
 * list of `requestPort`, which nobody can press without a screen.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSerialBench } from '../../../../scripts/ensure.mjs';
import { Pty } from './pty.ts';
import type { SerialDevice } from './serial-device.ts';

/** As fake-udev.c has them: by the kernel's name of the port. */
const CP2102 = { name: 'CP2102 USB to UART', vendor_id: 0x10c4, product_id: 0xea60 };
const NATIVE = { name: 'USB JTAG serial', vendor_id: 0x303a, product_id: 0x1001 };

export class SerialTestbed {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'slipway-serial-'));
  readonly #ports = path.join(this.#folder, 'ports');
  readonly #signals = path.join(this.#folder, 'signals');
  readonly #plugged = new Map<string, SerialDevice | null>();
  readonly #ptys = new Map<string, Pty>();
  #lines = 0;

  constructor() {
    ensureSerialBench();
    mkdirSync(this.#ports);
    compile(this.#shim);
  }

  /** What the browser has to be started with. */
  get env(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.#shim,
      BENCH_PORTS: this.#ports,
      BENCH_SIGNALS: this.#signals,
    };
  }

  /** Writes into a fresh profile that `origin` was once given these adapters, as Chromium itself keeps it. */
  grant(profile: string, origin: string, adapters: readonly string[]): void {
    const chosen = adapters.map((serial_number) => ({
      ...(serial_number.startsWith('ttyACM') ? NATIVE : CP2102),
      serial_number,
    }));
    const kept = {
      [`${origin},*`]: {
        last_modified: '13370000000000000',
        setting: { 'chosen-objects': chosen },
      },
    };
    const exceptions = { serial_chooser_data: kept };
    mkdirSync(path.join(profile, 'Default'), { recursive: true });
    writeFileSync(
      path.join(profile, 'Default', 'Preferences'),
      JSON.stringify({ profile: { content_settings: { exceptions } } }),
    );
  }

  /** An adapter, and at its other end the device. */
  async plug(adapter: string, device: SerialDevice): Promise<void> {
    this.#lines += 1;
    const pty = await Pty.open(path.join(this.#folder, `line-${this.#lines}`));
    device.connect(pty);
    this.#ptys.set(adapter, pty);
    this.#plugged.set(adapter, device);
    symlinkSync(pty.path, path.join(this.#ports, adapter));
  }

  /** An adapter whose port the system does not give away: opening it fails. */
  plugHeld(adapter: string): void {
    this.#plugged.set(adapter, null);
    symlinkSync(path.join(this.#folder, 'nothing-here'), path.join(this.#ports, adapter));
  }

  /** Out of the computer. The device keeps its power. */
  async unplug(adapter: string): Promise<void> {
    unlinkSync(path.join(this.#ports, adapter));
    await this.#plugged.get(adapter)?.disconnect();
    this.#plugged.delete(adapter);
  }

  /** The adapter stays in the computer, another device is put at its far end. */
  exchange(adapter: string, device: SerialDevice): void {
    const pty = this.#ptys.get(adapter);
    if (pty === undefined) throw new Error(`${adapter} was never plugged in`);
    this.#plugged.get(adapter)?.takeOff();
    device.connect(pty);
    this.#plugged.set(adapter, device);
  }

  /** Since it was plugged in: a pty has another speed than a console until somebody opens it as one. */
  wasOpened(adapter: string): boolean {
    return this.#ptys.get(adapter)?.baudRate() === 115_200;
  }

  /** What the page did to DTR and RTS, in its order: `DTR=0 RTS=0`. */
  signals(): readonly string[] {
    if (!existsSync(this.#signals)) return [];
    return readFileSync(this.#signals, 'utf8').trimEnd().split('\n');
  }

  async end(): Promise<void> {
    for (const adapter of [...this.#plugged.keys()]) await this.unplug(adapter);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #shim(): string {
    return path.join(this.#folder, 'fake-udev.so');
  }
}

function compile(into: string): void {
  const source = fileURLToPath(new URL('fake-udev.c', import.meta.url));
  const { status, stderr } = spawnSync('gcc', ['-O1', '-shared', '-fPIC', '-o', into, source]);
  if (status !== 0) throw new Error(`fake-udev.c does not compile: ${stderr.toString()}`);
}
