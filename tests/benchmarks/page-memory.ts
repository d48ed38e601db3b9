/** What a page and its workers take of the machine: what is left on their heaps after a collection, and their CPU time. */
import type { Browser, CDPSession, Page } from 'playwright-core';

export interface PageCost {
  /** Objects, and the buffers that they hold. */
  readonly bytes: number;
  /** Of all processes that draw pages. */
  readonly cpuSeconds: number;
}

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

export class PageMemory {
  readonly #browser: CDPSession;
  readonly #page: CDPSession;
  /** Sessions of its workers. */
  readonly #workers = new Set<string>();
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #lastId = 0;

  private constructor(browser: CDPSession, page: CDPSession) {
    this.#browser = browser;
    this.#page = page;
  }

  static async begin(browser: Browser, page: Page): Promise<PageMemory> {
    const session = await page.context().newCDPSession(page);
    const memory = new PageMemory(await browser.newBrowserCDPSession(), session);
    session.on('Target.attachedToTarget', ({ sessionId }) => memory.#workers.add(sessionId));
    session.on('Target.detachedFromTarget', ({ sessionId }) => memory.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => memory.#hear(message));
    const attach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await session.send('Target.setAutoAttach', attach);
    return memory;
  }

  async read(): Promise<PageCost> {
    const { processInfo } = await this.#browser.send('SystemInfo.getProcessInfo');
    const cpuSeconds = processInfo
      .filter(({ type }) => type === 'renderer')
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    await this.#page.send('HeapProfiler.collectGarbage');
    let bytes = sizeOf(await this.#page.send('Runtime.getHeapUsage'));
    for (const worker of this.#workers) {
      await this.#ask(worker, 'HeapProfiler.collectGarbage');
      bytes += sizeOf((await this.#ask(worker, 'Runtime.getHeapUsage')) as HeapUsage);
    }
    return { bytes, cpuSeconds };
  }

  get workers(): number {
    return this.#workers.size;
  }

  async #ask(sessionId: string, method: string): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise((resolve) => this.#waiting.set(id, resolve));
    const message = JSON.stringify({ id, method });
    await this.#page.send('Target.sendMessageToTarget', { sessionId, message });
    return answered;
  }

  #hear(message: string): void {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
    if (id === undefined) return;
    this.#waiting.get(id)?.(result);
    this.#waiting.delete(id);
  }
}

const sizeOf = ({ usedSize, backingStorageSize = 0 }: HeapUsage): number =>
  usedSize + backingStorageSize;
