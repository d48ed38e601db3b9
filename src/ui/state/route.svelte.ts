import type { keysWords } from '../../messages/settings-words.ts';
import type { screenWords } from '../../messages/screen-words.ts';

/** The keys of the plain texts of a catalogue. */
type TextOf<Words> = {
  [Key in keyof Words]: Words[Key] extends string ? Key : never;
}[keyof Words];

/** What is known of a screen before it is fetched. The table of all screens: ui/screens.ts. */
export interface ScreenEntry {
  /** A hash, so that the app works from any folder of any server. */
  readonly address: `#/${string}`;
  readonly icon: string;
  /** How it is called: of screenWords. */
  readonly name: TextOf<typeof screenWords>;
  /** The keys that go there, as KeyReader names them. */
  readonly key: `g ${string}`;
  /** What these keys do: of the actions of keysWords. */
  readonly goes: TextOf<(typeof keysWords)['actions']>;
}

/** A screen that others link to. */
export type LinkedScreen = 'update' | 'batch' | 'fleet' | 'history' | 'emulator';

/** Every screen by its id; in the order of the bar. */
export type ScreenTable = Readonly<Record<LinkedScreen, ScreenEntry>>;

/** An entry of the table, with its id. */
export interface RouteScreen extends ScreenEntry {
  readonly id: string;
}

/** Which screen is open, by the address of the page. */
export class RouteState {
  readonly screens: readonly RouteScreen[];
  readonly #table: ScreenTable;
  #screen = $state('update');
  #part = $state('');
  #given = $state.raw<File | null>(null);

  constructor(table: ScreenTable) {
    this.#table = table;
    this.screens = Object.entries(table).map(([id, entry]) => ({ ...entry, id }));
  }

  /** The id of the screen. */
  get screen(): string {
    return this.#screen;
  }

  /** What follows the address of the screen after a slash; of a screen of several pages. */
  get part(): string {
    return this.#part;
  }

  /** A file for the screen that is opened next. */
  give(file: File): void {
    this.#given = file;
  }

  /** Once. */
  take(): File | null {
    const given = this.#given;
    this.#given = null;
    return given;
  }

  addressOf(screen: LinkedScreen): string {
    return this.#table[screen].address;
  }

  /** Takes up an address. One that names no screen opens Update; other hashes (a skip link) change no screen. */
  follow(hash: string): void {
    const [, screen, part = ''] = /^(#\/[^/]*)\/?(.*)/.exec(hash) ?? [];
    if (screen === undefined && hash !== '' && hash !== '#') return;
    this.#screen = this.screens.find(({ address }) => address === screen)?.id ?? 'update';
    this.#part = part;
  }
}

export type PanelName = 'console' | 'link' | 'device' | 'compare' | 'rehearsal';

/** Which panel is open beside the state: where there is room both are shown, and this one was asked for. */
export class PanelState {
  #open = $state<PanelName | null>(null);
  #opener: Element | null = null;

  get open(): PanelName | null {
    return this.#open;
  }

  /** The same press opens and closes. */
  toggle(name: PanelName): void {
    if (this.#open === null) this.#opener = document.activeElement;
    if (this.#open === name) this.close();
    else this.#open = name;
  }

  show(name: PanelName): void {
    this.#open = name;
  }

  /** The focus is elsewhere already. */
  leave(): void {
    this.#open = null;
    this.#opener = null;
  }

  /** The focus goes back to what opened it. */
  close(): void {
    this.#open = null;
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
    this.#opener = null;
  }
}
