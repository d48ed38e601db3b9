/** What a browser without storage does, put into the window and every worker before the app's own code. Stands on its own. */

/** `absent`: no such function. `refused`, `errors`: said in one way or the other. `silent`: nothing is ever said. */
export interface Refusals {
  /** OPFS. `no-handle`: the folder is given, and no file in it can be opened. */
  readonly files?: 'absent' | 'refused' | 'no-handle' | 'silent';
  /** IndexedDB. */
  readonly database?: 'absent' | 'refused' | 'errors' | 'silent';
}

/** Runs in the browser. */
export function refuseStorage({ files, database }: Refusals): void {
  const refusal = (): DOMException => new DOMException('taken away by a test', 'SecurityError');
  const never = (): Promise<never> => new Promise(() => undefined);
  const inPlace = (of: object, name: string, value: unknown): void => {
    Object.defineProperty(of, name, { value, configurable: true });
  };
  switch (files) {
    case 'absent':
      inPlace(StorageManager.prototype, 'getDirectory', undefined);
      break;
    case 'refused':
      inPlace(StorageManager.prototype, 'getDirectory', () => Promise.reject(refusal()));
      break;
    case 'silent':
      inPlace(StorageManager.prototype, 'getDirectory', never);
      break;
    case 'no-handle': {
      const unknown = (): Promise<never> =>
        Promise.reject(new DOMException('taken away by a test', 'UnknownError'));
      inPlace(FileSystemFileHandle.prototype, 'createSyncAccessHandle', unknown);
      break;
    }
    case undefined:
  }
  const refuse = (): never => {
    throw refusal();
  };
  switch (database) {
    case 'absent':
      inPlace(globalThis, 'indexedDB', undefined);
      break;
    case 'refused':
      inPlace(IDBFactory.prototype, 'open', refuse);
      break;
    case 'errors':
    case 'silent': {
      const { open: really } = IDBFactory.prototype;
      const open = function (this: IDBFactory, name: string, version?: number): IDBOpenDBRequest {
        const request = really.call(this, name, version);
        const keepQuiet = (event: Event): void => event.stopImmediatePropagation();
        request.addEventListener('upgradeneeded', (event) => {
          keepQuiet(event);
          if (database === 'errors') request.transaction?.abort(); // then the opening fails
        });
        if (database === 'silent') {
          request.addEventListener('success', keepQuiet);
          request.addEventListener('error', keepQuiet);
        }
        return request;
      };
      inPlace(IDBFactory.prototype, 'open', open);
      break;
    }
    case undefined:
  }
}

/** Runs in the browser: every error that nobody took goes to `address`, also of a worker. */
export function tellProblems(address: string): void {
  const tell = (what: string, reason: unknown): void => {
    const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    void fetch(address, { method: 'POST', mode: 'no-cors', body: `${what}: ${text}` });
  };
  addEventListener('error', (event) => {
    if (event instanceof ErrorEvent) tell('uncaught', event.error ?? event.message);
  });
  addEventListener('unhandledrejection', ({ reason }) => tell('unhandled', reason));
}
