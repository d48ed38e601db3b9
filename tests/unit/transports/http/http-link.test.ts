import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchSend } from '../../../../src/transports/http/fetch-send.ts';
import { nodeSend } from '../../../../src/transports/nodehttp/node-send.ts';
import type { HttpSend } from '../../../../src/transports/http/http-link.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { LONGEST_FRAME_BYTES } from '../../../../src/contracts/peer-limits.ts';
import { DEFAULT_TIMEOUTS } from '../../../../src/update/deps.ts';
import { HTTP_REQUEST_LIMIT } from '../../../../src/emulator/serve-link.ts';
import {
  HTTP_ANSWER_MS,
  HTTP_MAX_FRAME_BYTES,
  openHttpLink,
} from '../../../../src/transports/http/http-link.ts';
import { answersOpening, startHttpStation } from '../../../support/transports/http/http-station.ts';
import type { Asked, HttpStation } from '../../../support/transports/http/http-station.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const never = new AbortController().signal;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const FRAME = '{"id":7,"method":"OTA.Begin"}';

let station: HttpStation | null = null;
let link: Link | null = null;
let clock = new VirtualClock();
let send: HttpSend = fetchSend;

afterEach(async () => {
  await link?.close();
  await station?.close();
  [station, link, clock] = [null, null, new VirtualClock()];
});

/** Opens a link to a server that answers so. */
async function openTo(answer: (asked: Asked) => void, signal = never) {
  station = await startHttpStation(answer);
  return openHttpLink({ url: station.url, send, clock, signal });
}

/** A link to a server that takes the opening and answers every other frame so. */
async function linkTo(answer: (asked: Asked) => void) {
  link = await openTo((asked) => {
    if (!answersOpening(asked)) answer(asked);
  });
  const reader = link.readable.getReader();
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined);
  const read = async () => new TextDecoder().decode((await reader.read()).value);
  return { link, read, reader, writer };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const status =
  (code: number) =>
  ({ response }: Asked): void =>
    void response.writeHead(code).end();
const html = ({ response }: Asked): void =>
  void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>router</html>');
/** To a place that would answer. */
const redirect = ({ request, response }: Asked): void => {
  if (request.method === 'GET') response.end('{"id":1,"result":{}}');
  else response.writeHead(302, { Location: '/other' }).end();
};
/** Longer than a frame, without an end. */
const endless = ({ response }: Asked): void => {
  const more = (): void => {
    while (!response.destroyed && response.write(' '.repeat(16_384)));
  };
  response.on('drain', more);
  response.on('error', () => undefined);
  more();
};
const halfAnswer = ({ response }: Asked): void => {
  response.writeHead(200, { 'Content-Length': 100 });
  response.write('{"id":7,"resu', () => response.destroy());
};

const SENDERS: readonly [string, HttpSend][] = [
  ['fetch', fetchSend],
  ['the client of Node', nodeSend],
];

describe.each(SENDERS)('opening a link over HTTP by %s', (_name, sender) => {
  beforeEach(() => void (send = sender));

  it.each<[string, (asked: Asked) => void, RegExp]>([
    ['a wrong path', status(404), /^HTTP 404$/],
    ['a server that knows no POST', status(405), /^HTTP 405$/],
    ['a device that takes no RPC', status(503), /^HTTP 503$/],
    ['a page', html, /no RPC/],
    ['another frame', ({ response }) => void response.end('{"id":9,"result":1}'), /no RPC/],
    ['an answer that never ends', endless, /no RPC/],
    ['a redirect', redirect, /^HTTP 302$|failed/],
    ['a server that closes in the middle of its answer', halfAnswer, /./],
  ])('fails as link/refused at %s, and says what is there', async (_, answer, detail) => {
    const opening = openTo(answer);
    await expect(opening).rejects.toMatchObject({ code: 'link/refused' });
    const { facts } = (await opening.catch((error: unknown) => error)) as OtaError<'link/refused'>;
    expect(facts.address).toBe(station?.url);
    expect(facts.detail).toMatch(detail);
  });

  it('fails where nobody listens, and names what the system says', async () => {
    station = await startHttpStation(html);
    await station.close();
    const facts = {
      address: station.url,
      detail: expect.stringMatching(/ECONNREFUSED|fetch failed/) as string,
    };
    const opening = openHttpLink({ url: station.url, send, clock, signal: never });
    await expect(opening).rejects.toMatchObject({ code: 'link/refused', facts });
  });

  it('fails where nothing is answered in 8 s, before whoever opens gives up', async () => {
    let asked = 0;
    const opening = openTo(() => (asked += 1));
    const failed = expect(opening).rejects.toMatchObject({
      code: 'link/refused',
      facts: { detail: 'no answer in 8000 ms' },
    });
    await until(() => asked === 1);
    expect(8000).toBeLessThan(DEFAULT_TIMEOUTS.connect);
    await clock.advance(8000);
    await failed;
    await until(() => station?.open() === 0);
  });

  it('is given up with its request when the signal says so', async () => {
    const stop = new AbortController();
    const reason = new OtaError('cancelled', { by: 'user' });
    const opening = openTo(() => stop.abort(reason), stop.signal);
    await expect(opening).rejects.toBe(reason);
    await until(() => station?.open() === 0);
    expect(clock.sleeping).toBe(0);
  });

  it.each([401, 403])('is refused by a %i where whoever opens it wants an answer', async (code) => {
    station = await startHttpStation(status(code));
    const options = { url: station.url, send, clock, signal: never, refusesDenied: true };
    const facts = { address: station.url, detail: `HTTP ${code}` };
    await expect(openHttpLink(options)).rejects.toMatchObject({ code: 'link/refused', facts });
  });

  it('asks one question, in a way that needs no leave of the device', async () => {
    const heard: (string | undefined)[] = [];
    await openTo((asked) => {
      const { method, url, headers } = asked.request;
      heard.push(method, url, headers['content-type'], Buffer.from(asked.body).toString());
      answersOpening(asked);
    });
    expect(heard).toEqual(['POST', '/rpc', 'text/plain', '{"id":1,"method":"RPC.Ping"}']);
  });

  it('succeeds where the question itself is refused: that is an answer', async () => {
    const said = '{"id":1,"error":{"code":404,"message":"No handler for RPC.Ping"}}';
    const opened = await openTo(({ response }) => void response.end(said));
    expect(opened).toMatchObject({ kind: 'http', traits: { oneFrameInFlight: true } });
  });
});

describe.each(SENDERS)('a link over HTTP by %s', (_name, sender) => {
  beforeEach(() => void (send = sender));

  it.each([401, 403])('hands on a %i as the answer to the frame that it refused', async (code) => {
    link = await openTo(status(code));
    await link.writable.getWriter().write(bytes(FRAME));
    const { value } = await link.readable.getReader().read();
    const answer: unknown = JSON.parse(new TextDecoder().decode(value));
    expect(answer).toMatchObject({ id: 7, error: { code } });
  });

  it.each([400, 404, 500])('is lost at a status of %i', async (code) => {
    const { link: open, writer, reader } = await linkTo(status(code));
    const facts = { kind: 'http', detail: `HTTP ${code}` };
    await expect(writer.write(bytes(FRAME))).rejects.toMatchObject({ code: 'link/lost', facts });
    expect(await open.ended).toEqual({ why: 'lost', detail: `HTTP ${code}` });
    await expect(reader.read()).rejects.toMatchObject({ code: 'link/lost', facts });
  });

  it('is lost when the server closes in the middle of an answer', async () => {
    const { link: open, writer } = await linkTo(halfAnswer);
    await expect(writer.write(bytes(FRAME))).rejects.toMatchObject({ code: 'link/lost' });
    expect(await open.ended).toMatchObject({
      why: 'lost',
      detail: expect.stringMatching(/./) as string,
    });
  });

  it('takes no more of an answer than shows that it is too long, and lets the rest go', async () => {
    const { writer, reader } = await linkTo(endless);
    await writer.write(bytes(FRAME));
    expect((await reader.read()).value).toHaveLength(LONGEST_FRAME_BYTES + 1);
    await until(() => station?.open() === 0);
  });

  it('hands on the longest answer that fits, whole', async () => {
    const answer = ' '.repeat(LONGEST_FRAME_BYTES);
    const { writer, reader } = await linkTo(({ response }) => void response.end(answer));
    await writer.write(bytes(FRAME));
    expect((await reader.read()).value).toHaveLength(LONGEST_FRAME_BYTES);
  });

  it('is lost where a frame is not answered in longer than any call takes', async () => {
    let asked = 0;
    const { link: open, writer } = await linkTo(() => (asked += 1));
    const failed = expect(writer.write(bytes(FRAME))).rejects.toMatchObject({ code: 'link/lost' });
    await until(() => asked === 1);
    expect(HTTP_ANSWER_MS).toBeGreaterThan(DEFAULT_TIMEOUTS.firstWrite);
    await clock.advance(HTTP_ANSWER_MS);
    await failed;
    expect(await open.ended).toEqual({ why: 'lost', detail: `no answer in ${HTTP_ANSWER_MS} ms` });
  });

  it('gives up the request that is open when it is closed', async () => {
    let asked = 0;
    const { link: open, writer } = await linkTo(() => (asked += 1));
    const failed = expect(writer.write(bytes(FRAME))).rejects.toMatchObject({ code: 'link/lost' });
    await until(() => asked === 1);
    await open.close();
    await failed;
    expect(await open.ended).toEqual({ why: 'closed' });
    await until(() => station?.open() === 0);
    expect(clock.sleeping).toBe(0);
  });

  it('has one request on the way, however many frames are written', async () => {
    let most = 0;
    const { writer, read } = await linkTo(({ body, response }) => {
      most = Math.max(most, station?.open() ?? 0);
      setTimeout(() => response.end(body), 5);
    });
    const writes = ['a', 'b', 'c'].map((text) => writer.write(bytes(text)));
    expect([await read(), await read(), await read()]).toEqual(['a', 'b', 'c']);
    await Promise.all(writes);
    expect(most).toBe(1);
  });

  it('asks nothing more while four answers wait for a reader', async () => {
    let asked = 0;
    const { writer, reader } = await linkTo(({ response }) => {
      asked += 1;
      response.end(String(asked));
    });
    const writes = Array.from({ length: 6 }, () => writer.write(bytes(FRAME)));
    await Promise.all(writes.slice(0, 4));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(asked).toBe(4);
    await reader.read();
    await until(() => asked === 5);
    await reader.read();
    await Promise.all(writes);
  });

  it('has nothing to hand on of an empty answer', async () => {
    const { link: open, writer } = await linkTo(({ response }) => void response.end());
    await writer.write(bytes(FRAME));
    expect(open.stats).toMatchObject({ sentChunks: 1, receivedChunks: 0 });
  });

  it('leaves room for the headers of a browser in what a device takes', () => {
    expect(HTTP_MAX_FRAME_BYTES + 700).toBeLessThan(HTTP_REQUEST_LIMIT);
  });
});
