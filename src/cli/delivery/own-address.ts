import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';

/** `discard`; nothing is ever sent there. */
const ANY_PORT = 9;
/** Of documentation (RFC 5737): on the way to everywhere else. */
export const ELSEWHERE = '192.0.2.1';

/** The address of this machine on the way to `host`, as the system would choose it; nothing is sent. null: there is no way. */
export async function addressToward(host: string): Promise<string | null> {
  try {
    const { address, family } = await lookup(host);
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    try {
      const connected = once(socket, 'connect');
      socket.connect(ANY_PORT, address);
      await connected;
      return socket.address().address;
    } finally {
      socket.close();
    }
  } catch {
    return null; // no such host, or no network that leads there
  }
}
