export type PanelName = 'console' | 'link';

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
