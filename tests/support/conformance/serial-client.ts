import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openNativePort } from '../../../src/transports/serialport/serial-link.ts';

/** A folder for pseudo-terminals, and what it takes to leave none behind. */
export function createPtyFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-pty-'));
  return {
    at: (name: string): string => path.join(folder, name),
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A serial port opened as any program opens one: no code of the product between the test and the tty. */
export async function openRawPort(tty: string) {
  const port = await openNativePort({ path: tty, baudRate: 115_200, hupcl: false });
  let heard = '';
  let wake: () => void = () => undefined;
  let isOpen = true;
  const listen = async (): Promise<void> => {
    const into = new Uint8Array(4096);
    while (isOpen) {
      const { bytesRead } = await port.read(Buffer.from(into.buffer), 0, into.length);
      heard += Buffer.from(into.subarray(0, bytesRead)).toString('latin1');
      wake();
    }
  };
  listen().catch(() => undefined); // the port was closed
  return {
    say: (text: string): Promise<void> => port.write(Buffer.from(text, 'latin1')),
    /** All that came, as soon as it fits; it is forgotten then. */
    async hear(fits: RegExp): Promise<string> {
      while (!fits.test(heard))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const all = heard;
      heard = '';
      return all;
    },
    async close(): Promise<void> {
      isOpen = false;
      await port.close();
    },
  };
}

export type RawPort = Awaited<ReturnType<typeof openRawPort>>;
