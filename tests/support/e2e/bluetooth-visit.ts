import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import type { Outcome } from '../../../src/contracts/failure.ts';
import type { DeviceReport, UpdateEvent, UpdateResult } from '../../../src/workers/api.ts';
import { serve } from '../../../scripts/static-server.mjs';
import type { StaticServer } from '../../../scripts/static-server.mjs';
import {
  BluetoothTestbed,
  BLUETOOTH_FLAGS,
  chooseInList,
} from '../testbed/bluetooth/bluetooth-testbed.ts';
import type { DevToolsSession } from '../testbed/bluetooth/bluetooth-testbed.ts';
import { BluetoothDevice } from '../testbed/bluetooth/bluetooth-device.ts';
import type { BluetoothDeviceOptions } from '../testbed/bluetooth/bluetooth-device.ts';
import { Visit } from './visit.ts';

/** The page of bluetooth-page/, built once and served. */
export class BluetoothPageServer {
  readonly #folder: string;
  readonly #server: StaticServer;

  private constructor(folder: string, server: StaticServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async begin(): Promise<BluetoothPageServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bluetooth-'));
    await build({
      configFile: false,
      root: path.resolve('tests/support/e2e/bluetooth-page'),
      base: '../../e2e/',
      publicDir: path.resolve('public'),
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false },
      worker: { format: 'es' },
    });
    return new BluetoothPageServer(folder, await serve(folder));
  }

  get address(): string {
    return `http://127.0.0.1:${this.#server.port}/`;
  }

  async end(): Promise<void> {
    await this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One browser before the bench; every `choose` brings a device of its own and a fresh page. */
export class BluetoothVisit {
  readonly bench: BluetoothTestbed;
  readonly visit: Visit;
  readonly #server: BluetoothPageServer;
  readonly #devices: BluetoothDevice[] = [];

  private constructor(server: BluetoothPageServer, bench: BluetoothTestbed, visit: Visit) {
    this.#server = server;
    this.bench = bench;
    this.visit = visit;
  }

  static async begin(): Promise<BluetoothVisit> {
    const server = await BluetoothPageServer.begin();
    const bench = await BluetoothTestbed.begin();
    const visit = await Visit.begin({
      address: server.address,
      bench: { env: bench.env, flags: BLUETOOTH_FLAGS, prepare: () => undefined },
    });
    return new BluetoothVisit(server, bench, visit);
  }

  /** A device of its own, chosen in the browser's list. */
  async choose(
    options: BluetoothDeviceOptions & { readonly gattCache?: boolean } = {},
  ): Promise<BluetoothDevice> {
    const { gattCache = true, ...of } = options;
    for (const device of this.#devices) device.powerOff();
    const serial = (0xb1e000 + this.#devices.length).toString(16).toUpperCase();
    const device = new BluetoothDevice({ name: `esp32_${serial}`, mac: `30AEA4${serial}`, ...of });
    this.#devices.push(device);
    device.powerOn();
    this.bench.bring(device, { gattCache });
    const { page } = this.visit;
    await page.reload();
    this.visit.problems.length = 0; // what the page before this one left unloaded
    await chooseInList(await sessionOf(page), () => page.click('#list'), device.name);
    const outcome = await page.evaluate(() => window.bench.chosen);
    if (outcome?.ok !== true) throw new Error(`not chosen: ${JSON.stringify(outcome)}`);
    return device;
  }

  ask(): Promise<Outcome<DeviceReport>> {
    return this.visit.page.evaluate(() => window.bench.ask());
  }

  /** From the file to the end, keeping what then runs. */
  async update(fixture: string): Promise<Outcome<UpdateResult>> {
    const { page } = this.visit;
    await page.setInputFiles('#file', path.join('tests/fixtures/bundles', fixture));
    return page.evaluate(() => window.bench.update());
  }

  events(): Promise<readonly UpdateEvent[]> {
    return this.visit.page.evaluate(() => window.bench.events);
  }

  async end(): Promise<void> {
    await this.visit.end();
    await this.bench.end();
    for (const device of this.#devices) device.powerOff();
    await this.#server.end();
  }
}

/** The protocol's own session of a page. */
export async function sessionOf(page: Page): Promise<DevToolsSession> {
  const cdp = await page.context().newCDPSession(page);
  // Playwright's types know every method by name; here they are looked up in Chromium.
  return cdp as unknown as DevToolsSession;
}
