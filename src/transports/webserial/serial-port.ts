/** What is used of Web Serial; the browser's own objects fit, and so do those of a test. */

/** USB ids, where the port is a USB adapter. */
export interface SerialPortIds {
  readonly usbVendorId?: number;
  readonly usbProductId?: number;
}

/** 8 data bits, no parity, 1 stop bit and no flow control are the defaults of the browser and of the device. */
export interface SerialOpenOptions {
  readonly baudRate: number;
  readonly bufferSize: number;
  readonly dataBits: 8;
  readonly stopBits: 1;
  readonly parity: 'none';
  readonly flowControl: 'none';
}

export interface SerialSignals {
  readonly dataTerminalReady: boolean;
  readonly requestToSend: boolean;
}

export interface SerialPortLike {
  /** Null while the port is closed; another stream after each error that can be recovered from. */
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  /** False while the adapter is unplugged; undefined in browsers that do not tell. */
  readonly connected?: boolean;
  getInfo(): SerialPortIds;
  open(options: SerialOpenOptions): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: SerialSignals): Promise<void>;
  forget?(): Promise<void>;
  addEventListener(type: 'disconnect', listener: () => void): void;
  removeEventListener(type: 'disconnect', listener: () => void): void;
}

export interface SerialFilter {
  readonly usbVendorId: number;
  readonly usbProductId?: number;
}

/** `navigator.serial`, of pages. */
export interface SerialLike {
  requestPort(options?: { readonly filters: SerialFilter[] }): Promise<SerialPortLike>;
  getPorts(): Promise<SerialPortLike[]>;
  addEventListener(
    type: 'connect' | 'disconnect',
    listener: (event: { readonly target: unknown }) => void,
  ): void;
}
