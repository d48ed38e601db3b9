import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { AppUpdate, AppUpdateState } from '../../../src/workers/client/app-update.ts';
import {
  lazyEmulator,
  lazyFirmwareRoute,
  lazyFlash,
  lazyFrameExtras,
  lazyPanels,
} from '../../../src/ui/loaders.ts';
import { LazyBatch, LazyMethod } from '../../../src/ui/state/late-modules.ts';
import type { FrameExtrasModule } from '../../../src/ui/state/late-modules.ts';
import type { LazyFirmwareRoute } from '../../../src/ui/state/lazy-route.ts';
import { Lazy } from '../../../src/ui/state/lazy.svelte.ts';
import { AppVersionState } from '../../../src/ui/state/app.ts';
import type { App } from '../../../src/ui/state/app.ts';
import { screenWords } from '../../../src/messages/screen-words.ts';
import { PanelState, RouteState } from '../../../src/ui/state/route.svelte.ts';
import { PracticeState } from '../../../src/ui/state/practice.svelte.ts';
import type { ScreenLock } from '../../../src/ui/state/wake-lock.svelte.ts';
import { SCREENS } from '../../../src/ui/screens.ts';
import { ShortcutNames } from '../../../src/ui/parts/shortcut-names.svelte.ts';
import { LanguageState, ThemeState } from '../../../src/ui/state/display.svelte.ts';
import { Ticker } from '../../../src/ui/state/wall-time.ts';
import { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';
import type { PracticeProfile } from '../../../src/workers/api.ts';
import type { PracticeDevice } from '../../../src/workers/practice/practice-device.ts';
import { BluetoothDouble } from './bluetooth-double.ts';
import { CableDouble } from './cable-double.ts';
import { createPracticeThread } from './emulator-double.ts';
import type { PracticeThread } from './emulator-double.ts';
import { FleetDouble } from './fleet-double.ts';
import { RehearsalDouble } from './rehearsal-double.ts';
import { ReplayDouble } from './replay-double.ts';
import { HistoryDouble } from './history-double.ts';
import { JournalsDouble } from './journals-double.ts';
import { RollOutDouble } from './roll-out-double.ts';
import { Held } from './held.ts';
import { BatchDouble } from './batch-double.ts';
import { NetworkDouble } from './network-double.ts';
import type { PageTime } from './page-time.ts';
import { spokenNames } from './spoken-name.ts';
import { createUpdater } from './updater-double.ts';
import { CONNECTION_METHODS } from '../../../src/ui/state/connection-method.ts';

/** Addresses of the bundles in tests/fixtures, by their names. */
const FIXTURES = import.meta.glob<string>('../../fixtures/bundles/*.zip', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** Milliseconds of the page's time until what is pressed has to be there. */
const MOST_TURNS = 50;

/** A step waits for its press: what is photographed must not go on meanwhile. */
const neverByItself = () => () => undefined;

/**
 * The whole product in one thread and one time: the real screens, states, procedure and device. What a
 * script does here, a person can do to the product; only the threads between are left out.
 */
export class World {
  readonly time: PageTime;
  readonly held = new Held();
  readonly rehearsal = new RehearsalDouble();
  readonly replay = new ReplayDouble();
  readonly #thread: PracticeThread;
  #update: UpdateState;
  #lazyCable: LazyMethod<ReturnType<CableDouble['module']>> | null = null;
  #lazyBatch: LazyBatch<ReturnType<BatchDouble['module']>> | null = null;
  #lazyBluetooth: LazyMethod<ReturnType<BluetoothDouble['module']>> | null = null;
  #lazyNetwork: LazyMethod<ReturnType<NetworkDouble['module']>> | null = null;
  #firmwareRoute: LazyFirmwareRoute | null = null;
  #version: AppUpdateState = { kind: 'ready-offline' };
  #listener: () => void = () => undefined;

  readonly #mount: (app: App) => void;
  #shown = false;
  #extras: Lazy<FrameExtrasModule> | null = null;
  readonly practice: PracticeState;
  readonly cable = new CableDouble();
  readonly bench = new BatchDouble();
  readonly bluetooth = new BluetoothDouble();
  readonly network = new NetworkDouble();
  readonly fleet = new FleetDouble();
  readonly journals = new JournalsDouble();
  readonly history = new HistoryDouble();
  /** The thread that leads a roll-out. */
  readonly rollOut = new RollOutDouble();
  /** How the device is called that is no practice device. */
  named: { readonly key: string; readonly name: string } | null = null;
  readonly route = new RouteState(SCREENS);
  readonly panels = new PanelState();
  /** Why no link opens; null = links open as the device lets them. */
  refusal: OtaError | null = null;
  /** What lies between the updater and the device. */
  wire: (link: Link) => Link = (link) => link;
  /** A screen that stays on when it is asked to; null = a browser that cannot. */
  screenLock: ScreenLock | null = {
    request: () =>
      Promise.resolve({ addEventListener: () => undefined, release: () => Promise.resolve() }),
  };
  readonly #theme = new ThemeState();
  readonly #appVersion: AppVersionState;

  constructor(time: PageTime, mount: (app: App) => void) {
    this.#theme.restore();
    this.time = time;
    this.#mount = mount;
    this.#thread = createPracticeThread(seededRandom(), this.held);
    this.practice = new PracticeState(this.#thread.client);
    this.#update = this.#newUpdate();
    this.practice.listen((news) => this.#update.followPractice(news));
    this.#appVersion = new AppVersionState(this.#fakeVersion());
  }

  /** Puts the screens on the page. Before it, a script moves faster. */
  async show(): Promise<void> {
    if (this.#shown) return;
    this.#shown = true;
    const app = this.#app();
    await app.flash.load(); // what is fetched late takes real time
    await app.extras.load();
    await app.panelsModule.load();
    this.#mount(app);
    await this.time.advance(1); // the first news of the chip
  }

  /** The practice device is switched on and told of. */
  async start(): Promise<void> {
    void this.practice.start();
    await this.time.settle();
  }

  /** Presses what is called so in English, in whatever language, as soon as it is there. */
  async press(selector: string, name: string): Promise<void> {
    const names = spokenNames(name);
    const isCalled = (text: string): boolean => names.some((known) => text.startsWith(known));
    const find = () =>
      [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
        isCalled((element.ariaLabel ?? element.textContent).trim()),
      );
    let found = find();
    for (let turn = 0; found === undefined && turn < MOST_TURNS; turn += 1) {
      await this.time.advance(1);
      found = find();
    }
    if (found === undefined) throw new Error(`there is no ${selector} called ${name}`);
    found.focus();
    found.click();
    await this.time.settle();
  }

  /** Opens what the key opens, and waits until it is fetched. */
  async openSheet(sheet: 'palette' | 'keys'): Promise<void> {
    await this.show();
    const { shortcuts } = await this.#frameExtras().load();
    shortcuts.open(sheet);
    await Promise.all([
      import('../../../src/ui/features/keys/Palette.svelte'),
      import('../../../src/ui/features/keys/KeysSheet.svelte'),
    ]);
    await this.time.settle();
  }

  /** Types into the one text field. */
  async type(text: string): Promise<void> {
    const field = document.querySelector<HTMLInputElement>('input[type=text]');
    if (field === null) throw new Error('there is no text field');
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await this.time.settle();
  }

  /** Gives a file to the field that is called so. */
  async pick(name: string, file: File): Promise<void> {
    const label = [...document.querySelectorAll('label')].find(
      (element) => element.textContent.trim() === name,
    );
    const input = label?.querySelector('input');
    if (input === null || input === undefined) throw new Error(`no field is called ${name}`);
    const data = new DataTransfer();
    data.items.add(file);
    input.files = data.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await this.time.settle();
  }

  #app(): App {
    return {
      update: this.#update,
      practice: this.practice,
      methods: this.#methods(),
      batch: this.lazyBatch,
      firmwareRoute: this.firmwareRoute,
      rollOut: new Lazy(() => Promise.resolve(this.planner)),
      emulator: lazyEmulator(this.#thread.client, this.practice, this.replay.open),
      flash: lazyFlash(),
      panelsModule: lazyPanels(this.#update, this.rehearsal),
      panels: this.panels,
      extras: this.#frameExtras(),
      route: this.route,
      shortcutNames: new ShortcutNames(),
      theme: this.#theme,
      language: new LanguageState({ reload: () => undefined }),
      version: this.#appVersion,
      ticker: new Ticker(),
    };
  }

  #methods(): App['methods'] {
    return { cable: this.lazyCable, bluetooth: this.lazyBluetooth, network: this.lazyNetwork };
  }

  /** The way by cable, of the page that is open. */
  get lazyCable(): LazyMethod<ReturnType<CableDouble['module']>> {
    this.#lazyCable ??= new LazyMethod(() => Promise.resolve(this.cable.module(this.#update)));
    return this.#lazyCable;
  }

  /** Several firmwares of one device, of the page that is open. */
  get firmwareRoute(): LazyFirmwareRoute {
    return (this.#firmwareRoute ??= lazyFirmwareRoute(this.#update, { after: neverByItself }));
  }

  /** Roll-outs, of the page that is open. */
  get planner(): ReturnType<RollOutDouble['module']> {
    return this.rollOut.module(this.#update);
  }

  /** The bench, of the page that is open. */
  get lazyBatch(): LazyBatch<ReturnType<BatchDouble['module']>> {
    this.#lazyBatch ??= new LazyBatch(() => Promise.resolve(this.bench.module(this.#update)));
    return this.#lazyBatch;
  }

  /** The way by Bluetooth, of the page that is open. */
  get lazyBluetooth(): LazyMethod<ReturnType<BluetoothDouble['module']>> {
    this.#lazyBluetooth ??= new LazyMethod(() =>
      Promise.resolve(this.bluetooth.module(this.#update)),
    );
    return this.#lazyBluetooth;
  }

  /** The way over the network, of the page that is open. */
  get lazyNetwork(): LazyMethod<ReturnType<NetworkDouble['module']>> {
    this.#lazyNetwork ??= new LazyMethod(() => Promise.resolve(this.network.module(this.#update)));
    return this.#lazyNetwork;
  }

  get update(): UpdateState {
    return this.#update;
  }

  get device(): PracticeDevice {
    return this.#thread.device;
  }

  /** As if the page had been closed and opened again, with the device as it is. Before it is shown. */
  forgetPage(): void {
    this.#update = this.#newUpdate();
  }

  setVersion(state: AppUpdateState): void {
    this.#version = state;
    this.#listener();
  }

  /** `part`: what follows its address. */
  go(screen: keyof typeof SCREENS, part = ''): void {
    this.route.follow(`${SCREENS[screen].address}${part === '' ? '' : `/${part}`}`);
  }

  /** A bundle of tests/fixtures. */
  async fixture(name: string): Promise<File> {
    const address = FIXTURES[`../../fixtures/bundles/${name}`];
    if (address === undefined) throw new Error(`there is no fixture ${name}`);
    return new File([await (await fetch(address)).blob()], name);
  }

  async choose(file: string | File): Promise<void> {
    const chosen = typeof file === 'string' ? await this.fixture(file) : file;
    await this.time.run(this.#update.chooseFile(chosen));
  }

  async connect(): Promise<void> {
    await this.time.run(this.#update.connect());
  }

  /** What the updater's thread finds of a device between two questions: none for 12 s. */
  away(kind: 'gone' | 'silent'): void {
    const lost = new OtaError('link/lost', { kind: 'serial', detail: 'unplugged' });
    const forMs = 12_000;
    this.held.tell(kind === 'silent' ? { kind, forMs } : { kind, forMs, failure: toFailure(lost) });
  }

  /** A chip of that kind, fresh from the factory. */
  async chip(
    profile: PracticeProfile,
    firmware: string | null = null,
    image: Uint8Array | null = null,
  ): Promise<void> {
    const file = firmware === null ? null : await this.fixture(firmware);
    const filesystem = image === null ? null : new File([image.slice()], 'fs.img');
    const chip = { profile, firmware: file, filesystem };
    const made = await this.time.run(this.#thread.client.freshChip(chip));
    if (!made.ok) throw new Error(`no such chip: ${made.failure.code}`);
  }

  /** Made when the page is shown: a script may have taken the lock of the screen away before. */
  #frameExtras(): Lazy<FrameExtrasModule> {
    const { screenLock } = this;
    const { firmwareRoute } = this;
    const app = { update: this.#update, methods: this.#methods(), firmwareRoute };
    return (this.#extras ??= lazyFrameExtras({ lock: screenLock, visible: () => true }, app));
  }

  #newUpdate(): UpdateState {
    const updater = createUpdater({
      connect: () => {
        if (this.refusal !== null) throw this.refusal;
        return this.wire(this.device.connect());
      },
      held: this.held,
      places: this.network.places,
      fleet: this.fleet,
      journals: this.journals,
      history: this.history,
      named: () => this.named,
    });
    let sessions = 0;
    return new UpdateState({
      openUpdater: () => Promise.resolve({ ok: true, value: updater }),
      practice: {
        traits: CONNECTION_METHODS.practice,
        device: screenWords.thePractice,
        join: () => Promise.resolve({ ok: true, value: null }),
      },
      now: () => performance.now(),
      wall: () => Date.now(),
      newId: () => `session-${(sessions += 1)}`,
    });
  }

  #fakeVersion(): AppUpdate {
    const current = (): AppUpdateState => this.#version;
    return {
      get state() {
        return current();
      },
      subscribe: (listener) => {
        this.#listener = listener;
        return () => undefined;
      },
      take: () => Promise.resolve(),
    };
  }
}

/** The same noise every time (mulberry32). */
function seededRandom(): () => number {
  let state = 20_261_120;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
