/** The app at a host of the Internet, over https, and a device in the local network: for the browser, both are on this computer. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '../../../scripts/static-server.mjs';
import type { Bench } from './visit-browser.ts';
import { builtApp } from './language/app-in-language.ts';

export const ELSEWHERE = 'slipway.example';
export const LOCAL = 'pump.local';
const PAIR = `tests/fixtures/tls/${ELSEWHERE}`;

export interface Elsewhere {
  /** Ends with a slash. */
  readonly address: string;
  readonly origin: string;
  close(): Promise<void>;
}

/** With a certificate that only the browser of `benchFor` takes. */
export async function serveElsewhere(): Promise<Elsewhere> {
  const files = await serve(await builtApp());
  const server = createServer(
    { key: readFileSync(`${PAIR}.key.pem`), cert: readFileSync(`${PAIR}.pem`) },
    (asked, answer) => {
      const { method, url: path, headers } = asked;
      const onward = request({ port: files.port, method, path, headers }, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      asked.pipe(onward);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `https://${ELSEWHERE}:${port}`;
  return {
    address: `${origin}/`,
    origin,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, files.close()]);
    },
  };
}

/** A browser that takes the page for one of the Internet, and what listens at `devicePort` for one of the local network. */
export function benchFor({ origin }: Elsewhere, devicePort: number): Bench {
  const { port } = new URL(origin);
  return {
    env: {},
    flags: [
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1,MAP ${LOCAL} 127.0.0.1`,
      `--ip-address-space-overrides=127.0.0.1:${port}=public,127.0.0.1:${devicePort}=local`,
    ],
    prepare: () => undefined,
  };
}
