import type { Failure } from '../../../contracts/failure.ts';
import type { ScannedDevice, ScanOrder, ScanSnapshot } from '../../../contracts/network-scan.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { isFromElsewhere, isMixedContent } from './network-pages.ts';
import type { NetworkSurroundings } from './network-pages.ts';
import { readSubnet } from './subnet.ts';
import type { SubnetFault } from './subnet.ts';

/** Why the browser lets this page ask nobody: not from an https page, or the person did not allow it. */
export type ScanBlock = 'mixed' | 'denied' | 'unanswered';

/** `asks`: the browser does, whether this page may. */
export type ScanPhase = 'ready' | 'asks' | ScanSnapshot['phase'] | 'failed';

/** A person reads the browser's question for so long. */
const ASKED_MS = 60_000;
const LOOKS_EVERY_MS = 500;
const ANYONE = '192.168.0.1';

export interface ScanStateDeps {
  readonly update: Pick<UpdateState, 'ask'>;
  readonly around: NetworkSurroundings;
}

const urlOf = (host: string, port: number): string => `http://${host}:${port}/rpc`;

/** A scan of one network, from what is typed to what was found. Nothing is asked before a person wants it. */
export class ScanState {
  readonly #deps: ScanStateDeps;
  #typed = $state('');
  #fault = $state<SubnetFault | null>(null);
  #phase = $state<ScanPhase>('ready');
  #block = $state<ScanBlock | null>(null);
  #mayBeAsked = $state(false);
  #failure = $state.raw<Failure | null>(null);
  #snapshot = $state.raw<ScanSnapshot | null>(null);
  #order: ScanOrder | null = null;
  /** Which of the times that it was started. */
  #round = 0;

  constructor(deps: ScanStateDeps) {
    this.#deps = deps;
  }

  get typed(): string {
    return this.#typed;
  }

  get fault(): SubnetFault | null {
    return this.#fault;
  }

  /** How many would be asked; null = what is typed is no network. */
  get addresses(): number | null {
    const read = readSubnet(this.#typed);
    return read.kind === 'subnet' ? read.order.hosts.length : null;
  }

  get phase(): ScanPhase {
    return this.#phase;
  }

  get block(): ScanBlock | null {
    return this.#block;
  }

  /** The browser will ask whether this page may reach the local network. */
  get mayBeAsked(): boolean {
    return this.#mayBeAsked;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  get asked(): number {
    return this.#snapshot?.asked ?? 0;
  }

  get of(): number {
    return this.#snapshot?.of ?? this.#order?.hosts.length ?? 0;
  }

  get found(): readonly ScannedDevice[] {
    return this.#snapshot?.found ?? [];
  }

  get isBusy(): boolean {
    return this.#phase === 'asks' || this.#phase === 'running';
  }

  type(text: string): void {
    this.#typed = text;
    this.#fault = null;
  }

  /** What the browser lets this page do, before anything is asked. */
  async lookAround(): Promise<void> {
    await this.#blockAt(urlOf(ANYONE, 80));
  }

  async start(): Promise<void> {
    if (this.isBusy) return;
    const read = readSubnet(this.#typed);
    if (read.kind === 'wrong') {
      this.#fault = read.fault;
      return;
    }
    const round = (this.#round += 1);
    const { order } = read;
    this.#order = order;
    this.#snapshot = null;
    this.#failure = null;
    const isAllowed = await this.#allowed(urlOf(order.hosts[0] ?? ANYONE, order.port), round);
    if (isAllowed && round === this.#round) await this.#run(order, round);
  }

  /** What was found stays. */
  stop(): void {
    if (this.#phase === 'asks') {
      this.#round += 1;
      this.#phase = 'ready';
    } else if (this.#phase === 'running')
      void this.#deps.update.ask((updater) => updater.stopScan());
  }

  /** Nobody looks any more. */
  close(): void {
    this.stop();
    this.#round += 1;
    if (this.#phase === 'running') this.#phase = 'stopped';
  }

  /** Of its link: a WebSocket where the browser lets this page open one there. */
  async addressOf(host: string): Promise<string> {
    const port = this.#order?.port ?? 80;
    const at = port === 80 ? host : `${host}:${port}`;
    const { page, access } = this.#deps.around;
    const socket = `ws://${at}/rpc`;
    const isClosed = isMixedContent(socket, page, await access(socket));
    return isClosed ? `http://${at}/rpc` : socket;
  }

  async #run(order: ScanOrder, round: number): Promise<void> {
    this.#phase = 'running';
    const outcome = await this.#deps.update.ask((updater) =>
      updater.scanNetwork(order, (latest) => {
        if (round === this.#round) this.#take(latest);
      }),
    );
    if (round !== this.#round || outcome.ok) return;
    this.#failure = outcome.failure;
    this.#phase = 'failed';
  }

  #take(latest: ScanSnapshot): void {
    this.#snapshot = latest;
    this.#phase = latest.phase;
  }

  /** Where the browser asks the person, one request makes it ask, and the others wait for the answer. */
  async #allowed(url: string, round: number): Promise<boolean> {
    const block = await this.#blockAt(url);
    if (block !== null || !this.#mayBeAsked) return block === null;
    this.#phase = 'asks';
    const { access, prime, wait } = this.#deps.around;
    const asking = new AbortController();
    const primed = new AbortController();
    void prime(url, asking.signal).finally(() => primed.abort());
    let state: PermissionState | undefined = 'prompt';
    for (
      let ms = 0;
      ms < ASKED_MS && state === 'prompt' && round === this.#round;
      ms += LOOKS_EVERY_MS
    ) {
      const wasOver = primed.signal.aborted;
      await wait(LOOKS_EVERY_MS);
      state = (await access(url))?.state;
      if (wasOver) break; // the question was closed, or never shown
    }
    asking.abort();
    if (round !== this.#round) return false;
    this.#phase = 'ready';
    this.#mayBeAsked = state === 'prompt';
    this.#block = state === 'denied' ? 'denied' : state === 'prompt' ? 'unanswered' : null;
    return this.#block === null;
  }

  async #blockAt(url: string): Promise<ScanBlock | null> {
    const { page, access } = this.#deps.around;
    const found = await access(url);
    const asks = isFromElsewhere(page);
    this.#mayBeAsked = asks && found?.state === 'prompt';
    this.#block = isMixedContent(url, page, found)
      ? 'mixed'
      : asks && found?.state === 'denied'
        ? 'denied'
        : null;
    return this.#block;
  }
}
