/** What servers that are installed as programs need when tests start them: a port, their folder in the path, word that they listen. */
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The environment with the folders of servers, which only an administrator has in the path. */
export const serverPath = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`,
});

/** Nobody else is given it in the moment between: the system hands ports out in turn. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Longer than a server takes to start on a busy machine. */
const TRIES = 400;

/** Settles when somebody can connect; throws where that never comes. */
export async function takesConnections(port: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await pause(25);
  }
  throw new Error(`nothing takes connections at ${port}`);
}
