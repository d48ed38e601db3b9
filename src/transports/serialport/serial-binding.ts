import { autoDetect } from '@serialport/bindings-cpp';
import { invariant } from '../../ota-core/primitives/invariant.ts';

/** An open port of this machine: what of the library's is used. */
export interface NativePort {
  /** At least one byte; rejects when the port is closed or gone. */
  read(into: Uint8Array, offset: number, length: number): Promise<{ readonly bytesRead: number }>;
  /** Settles when the operating system took all of it. */
  write(bytes: Uint8Array): Promise<void>;
  set(lines: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  /** Drops what was received and not read, and what was written and not sent. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface NativePortOptions {
  readonly path: string;
  readonly baudRate: number;
  /** False: closing the port leaves the control lines alone. */
  readonly hupcl: boolean;
}

/** Opens a port by the library of this platform. Throws plain errors in the library's words. */
export async function openNativePort(options: NativePortOptions): Promise<NativePort> {
  const binding: unknown = autoDetect();
  return parseBinding(binding).open(options);
}

interface NativeBinding {
  open(options: NativePortOptions): Promise<NativePort>;
}

/** The library's declarations lean on a package whose own cannot be resolved: its shape is checked here. */
function parseBinding(value: unknown): NativeBinding {
  const has = typeof value === 'object' && value !== null && 'open' in value;
  invariant(has && typeof value.open === 'function', 'the serial library opens ports');
  return value as NativeBinding;
}
