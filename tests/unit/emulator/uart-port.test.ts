import { describe, expect, it } from 'vitest';
import { createSerialPair, takeEnd } from '../../proof/link-faults/serial-pair.ts';
import { setUpEmulator } from '../../support/emulator/test-emulator.ts';
import type { EmulatorSetup } from '../../support/emulator/test-emulator.ts';
import { firstWrite } from '../../support/emulator/uart-kit.ts';

/** The device of the test, its UART in the hands of the test. */
async function setUpUart(setup: EmulatorSetup = {}) {
  const parts = setUpEmulator(setup);
  const { emulator, clock } = parts;
  const pair = createSerialPair({ clock, baudRate: null });
  emulator.attach(pair.far, { channel: 'UART0' });
  const host = takeEnd(pair.near);
  emulator.powerOn();
  await clock.advance(10);
  const start = host.take();
  const ask = async (text: string, ms = 5): Promise<string> => {
    await host.say(text);
    await clock.advance(ms);
    return host.take();
  };
  return { ...parts, host, start, ask };
}

const HANDSHAKE = '"""\u0004"""\n\n';
const ping = (id: number): string => `{"id":${id},"method":"RPC.Ping"}`;
const pong = (id: number): string =>
  `{"id":${id},"src":"esp32_0A1B2C","result":{"channel_info":"UART0"}}`;

describe('the UART of the device', () => {
  it('answers the handshake, with the line feeds of the empty frames around it', async () => {
    const { ask } = await setUpUart();
    expect(await ask(HANDSHAKE)).toBe('\n"""\u0004"""\n\n');
  });

  it('keeps the line feed of an empty frame until it has something to send', async () => {
    const { ask } = await setUpUart();
    expect(await ask('\n')).toBe('');
    expect(await ask(`${ping(1)}\n`)).toBe(`\n\n${pong(1)}\n`);
  });

  it('does not send the reply to a request that came with the handshake until a later one is sent', async () => {
    const { ask } = await setUpUart();
    expect(await ask(`${HANDSHAKE}${ping(1)}\n`, 5000)).toBe('\n"""\u0004"""\n\n');
    const late = await ask(`${ping(2)}\n`);
    expect(late).toBe(`\n"""${pong(2)}"""\n\n"""${pong(1)}"""\n`);
  });

  it('sends the replies to several requests in one piece one after the other', async () => {
    const { ask } = await setUpUart();
    expect(await ask(`${ping(1)}\n${ping(2)}\n${ping(3)}\n`)).toBe(
      [1, 2, 3].map((id) => `\n${pong(id)}\n`).join(''),
    );
  });

  it('says nothing to a damaged frame, and answers the next', async () => {
    const { ask } = await setUpUart();
    expect(await ask('{"id":2,"method":"RPC.Ping"}13ed6ad6\n')).toBe('');
    expect(await ask('{"id":2,"method":"RPC.Ping"}13ed6ad5\n')).toContain('"id":2');
  });

  it('stops for an XOFF, and for 2 s at most', async () => {
    const { ask, clock, host } = await setUpUart();
    expect(await ask(`\u0013${ping(1)}\n`)).toBe('');
    expect(await ask('\u0011')).toBe(`\n${pong(1)}\n`);
    expect(await ask(`\u0013${ping(2)}\n`, 1900)).toBe('');
    await clock.advance(200);
    expect(host.take()).toBe(`\n${pong(2)}\n`);
  });

  it('says XOFF when 224 bytes wait while it is busy, loses what is beyond 256, and says XON', async () => {
    const { ask, clock, host } = await setUpUart({ timing: 'typical' });
    const begin = '{"id":1,"method":"OTA.Begin","params":{"size":100}}\n';
    expect(await ask(begin)).toContain('"result":null');
    // The manifest alone does not make it busy: the first byte of the app does, which erases its slot.
    await host.say(firstWrite('demo-esp32-1.1.0-tiny.zip', 3000));
    await clock.advance(20);
    host.take();
    expect(await ask(' '.repeat(223))).toBe('');
    expect(await ask(' ')).toBe('\u0013');
    await host.say(`${' '.repeat(20)}\n${ping(9)}\n`); // 12 more have room, no frame does
    await clock.advance(60_000);
    const said = host.take();
    expect(said).toContain('\u0011');
    expect(said).not.toContain('"id":9');
    expect(await ask(`\n${ping(10)}\n`)).toContain('"id":10');
  });

  it('drops the oldest reply without a word when 25 wait behind the one that is sent', async () => {
    const { ask } = await setUpUart();
    await ask(`\u0013${ping(1)}\n`);
    for (let id = 2; id <= 40; id += 1) expect(await ask(`${ping(id)}\n`)).toBe('');
    const said = await ask('\u0011');
    const ids = [...said.matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id));
    expect(ids).toEqual([1, ...Array.from({ length: 25 }, (_, at) => at + 16)]);
  });

  it('prints its log between frames, never inside one', async () => {
    const { ask, host, clock } = await setUpUart();
    await ask('\u0013{"id":2,"method":"Sys.Reboot"}\n');
    await host.say('\u0011');
    await clock.advance(5);
    expect(host.take()).toBe(
      'Rebooting in 100 ms\r\n\n{"id":2,"src":"esp32_0A1B2C","result":null}\n',
    );
  });

  it('stays when the device restarts: noise above 0x7f, then a new start without quotes and CRC', async () => {
    const { ask, start, clock, host, emulator } = await setUpUart();
    expect(start).toMatch(/[\u0080-\u00ff]/);
    await ask(HANDSHAKE);
    expect(await ask(`${ping(1)}\n`)).toContain('"""');
    expect(await ask('{"id":2,"method":"Sys.Reboot"}\n', 200)).toContain('"id":2');
    await clock.advance(1000);
    expect(emulator.isUp).toBe(true);
    host.take();
    expect(await ask(`${ping(3)}\n`)).toBe(`\n${pong(3)}\n`);
  });

  it('does not answer without power, and does not remember what was said meanwhile', async () => {
    const { ask, emulator, clock, host } = await setUpUart();
    emulator.powerOff();
    expect(await ask(`${ping(1)}\n`)).toBe('');
    emulator.powerOn();
    await clock.advance(1000);
    host.take();
    expect(await ask(`${ping(2)}\n`)).toBe(`\n${pong(2)}\n`);
  });
});
