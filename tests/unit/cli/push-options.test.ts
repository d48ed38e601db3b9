import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePushOptions } from '../../../src/cli/push-options.ts';
import { publicKeyText } from '../../support/signatures/signed-bundle.ts';

const parse = (...args: readonly string[]) => {
  const command = parsePushOptions(args);
  if (command.kind !== 'push') throw new Error(command.kind);
  return command.options;
};

const codeOf = (...args: readonly string[]): readonly unknown[] => {
  try {
    return [parsePushOptions(args)];
  } catch (error) {
    const { code, facts } = error as { code: string; facts: { option: string } };
    return [code, facts.option];
  }
};

const WS = ['--port', 'ws://127.0.0.1:8910/rpc'];
/** By the upload to mDash. */
const UPLOAD = [
  ...['--via', 'shadow', '--shadow', 'mdash', '--shadow-upload'],
  ...['--shadow-url', 'https://mdash.net/device%207', '--shadow-key', 'K3Y'],
];

/** By way of a shadow, with other values for some options. */
const shadow = (other: Readonly<Record<string, string>> = {}): readonly string[] => {
  const usual = { shadow: 'aws', 'shadow-url': 'mqtt://me:pw@b/esp32_0A1B2C', serve: '0' };
  const values = { via: 'shadow', ...usual, ...other };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
};

describe('the options of push', () => {
  it('have the defaults of the command’s description', () => {
    expect(parse('fw.zip', ...WS)).toEqual({
      file: 'fw.zip',
      more: [],
      port: {
        place: { address: 'ws://127.0.0.1:8910/rpc' },
        open: expect.any(Function) as unknown,
      },
      via: { kind: 'write' },
      commit: 'auto',
      checks: null,
      commitTimeoutMs: 300_000,
      updateTimeoutMs: null,
      chunkSize: 'auto',
      window: 1,
      dryRun: false,
      resume: false,
      json: false,
      force: [],
      credentials: null,
      ...{ report: null, record: null },
      pick: null,
      saveRepaired: null,
      trust: [],
      signatureRule: 'show',
    });
  });

  it('read the checks of a product from a file, which has to be one', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-checks-'));
    const file = path.join(folder, 'checks.json');
    const checks = (...more: readonly string[]) =>
      parse('fw.zip', ...WS, '--checks', file, ...more);
    try {
      writeFileSync(file, '{"slipwayChecks": 1, "checks": []}');
      expect(checks().checks).toEqual({ checks: [], onRed: 'go-back' });
      expect(checks('--on-red', 'wait').checks).toEqual({ checks: [], onRed: 'wait' });
      const bad = 'use/bad-option';
      const given = ['fw.zip', ...WS, '--checks', file];
      expect(codeOf(...given, '--on-red', 'keep')).toEqual([bad, '--on-red']);
      expect(codeOf(...given, '--commit', 'never')).toEqual([bad, '--checks']);
      expect(codeOf('fw.zip', ...WS, '--on-red', 'wait')).toEqual([bad, '--on-red']);
      writeFileSync(file, '{"slipwayChecks": 1, "checks": [{}]}');
      expect(codeOf(...given)).toEqual([bad, `--checks ${file}`]);
      writeFileSync(file, ' '.repeat(65_537));
      expect(codeOf(...given)[0]).toBe('file/unreadable');
      rmSync(file);
      expect(codeOf(...given)[0]).toBe('file/unreadable');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are read in any order', () => {
    expect(
      parse(
        '--json',
        '--commit=never',
        'fw.zip',
        '--commit-timeout',
        '0',
        '--update-timeout',
        '60',
        '--chunk-size',
        '512',
        '--window',
        '4',
        '--force',
        'downgrade,other-app',
        '--port',
        'tcp://[::1]:33',
      ),
    ).toMatchObject({
      port: { place: { host: '::1', port: 33 } },
      commit: 'never',
      commitTimeoutMs: 0,
      updateTimeoutMs: 60_000,
      chunkSize: 512,
      window: 4,
      json: true,
      force: ['downgrade', 'other-app'],
    });
  });

  it('know the practice device, of any platform', () => {
    expect(parse('fw.zip', '--port', 'emulator:').port).toMatchObject({
      profile: { arch: 'esp32' },
    });
    expect(parse('fw.zip', '--port', 'emulator:esp8266').port).toMatchObject({
      profile: { arch: 'esp8266' },
    });
  });

  it.each([
    ['serial:///dev/ttyUSB0', '/dev/ttyUSB0', 115_200],
    ['serial:///dev/ttyUSB0?baud=921600', '/dev/ttyUSB0', 921_600],
    ['serial:///tmp/a%20port?baud=9600', '/tmp/a port', 9600],
    ['serial:///COM3', 'COM3', 115_200],
  ])('know the serial port %s', (port, path, baudRate) => {
    expect(parse('fw.zip', '--port', port).port).toMatchObject({
      place: { address: `serial://${path}`, path, baudRate },
    });
  });

  it('read how the firmware gets to the device', () => {
    const via = (...more: readonly string[]) => parse('fw.zip', ...WS, ...more).via;
    expect(via('--via', 'write')).toEqual({ kind: 'write' });
    expect(via('--via', 'update', '--serve', '8000')).toEqual({
      ...{ kind: 'pull', serve: { host: null, port: 8000 } },
    });
    expect(via('--via', 'update', '--serve', '[::1]:0')).toEqual({
      ...{ kind: 'pull', serve: { host: '::1', port: 0 } },
    });
    expect(via('--via', 'update', '--url', 'http://10.0.0.7/fw.zip?a=1')).toEqual({
      ...{ kind: 'pull', url: 'http://10.0.0.7/fw.zip?a=1' },
    });
  });

  it('read where mDash is to write the file, and ask the device there where no port is named', () => {
    const options = parse('fw.zip', ...UPLOAD);
    const mdash = { address: 'https://mdash.net', device: 'device 7', key: 'K3Y' };
    const place = { address: 'https://mdash.net/device%207' };
    expect(options).toMatchObject({ via: { kind: 'mdash', mdash }, port: { place } });
    const { port } = parse('fw.zip', ...UPLOAD, ...WS);
    expect(port).not.toMatchObject({ place });
  });

  it('read where the shadow of a device is, and need no port then', () => {
    const options = parse('fw.zip', ...shadow({ 'shadow-wait': '7200' }));
    expect(options).toMatchObject({
      port: null,
      via: {
        ...{ kind: 'shadow', serve: { host: null, port: 0 }, waitMs: 7_200_000 },
        shadow: { address: 'mqtt://b/esp32_0A1B2C', device: 'esp32_0A1B2C' },
      },
    });
    expect(JSON.stringify(options)).not.toMatch(/me:|pw/);
  });

  it('name the page that takes uploads only where it is another', () => {
    const via = (...more: readonly string[]) => parse('fw.zip', ...WS, ...more).via;
    expect(via('--via', 'post')).toEqual({ kind: 'post', url: null });
    expect(via('--via', 'post', '--url', 'http://10.0.0.9/up')).toEqual({
      ...{ kind: 'post', url: 'http://10.0.0.9/up' },
    });
  });

  it('show no password of a URL that is wrong', () => {
    const noThing = () => parse('fw.zip', ...shadow({ 'shadow-url': 'mqtt://joe:pw@h' }));
    expect(noThing).toThrow(/mqtt:\/\/h/);
    expect(noThing).not.toThrow(/joe|pw/);
    const badKey = () => parse('fw.zip', ...shadow({ 'shadow-key': 'SECRET' }));
    expect(badKey).toThrow(/shadow-key/);
    expect(badKey).not.toThrow(/SECRET/);
    const wrong = () => parse('fw.zip', ...WS, '--via', 'update', '--url', 'ftp://joe:pw@h/fw.zip');
    expect(wrong).toThrow(/ftp:\/\/h\/fw.zip/);
    expect(wrong).not.toThrow(/joe|pw/);
  });

  it('need no port for a dry run', () => {
    expect(parse('fw.zip', '--dry-run')).toMatchObject({ port: null, dryRun: true });
  });

  it('reads who calls, the password from a file where it begins with @', () => {
    const who = (...more: readonly string[]) => parse('fw.zip', ...WS, ...more).credentials;
    expect(who()).toBeNull();
    expect(who('--user', 'admin', '--password', 's3cret')).toEqual({
      user: 'admin',
      password: 's3cret',
    });
    const first = who('--user', 'admin', '--password', '@.npmrc');
    expect(first).toEqual({ user: 'admin', password: 'engine-strict=true' });
    expect(codeOf('fw.zip', ...WS, '--user', 'admin')).toEqual(['use/bad-option', '--password']);
    expect(codeOf('fw.zip', ...WS, '--password', 'x')).toEqual(['use/bad-option', '--user']);
    const colon = ['--user', 'a:b', '--password', 'x'];
    expect(codeOf('fw.zip', ...WS, ...colon)).toEqual(['use/bad-option', '--user']);
    const nowhere = ['--user', 'a', '--password', '@nowhere'];
    expect(codeOf('fw.zip', ...WS, ...nowhere)).toEqual(['file/unreadable', undefined]);
  });

  it('reads the keys that are trusted, from a file or as they are, and what is asked of them', () => {
    const files = ['--trust', 'tests/fixtures/keys/k0.pub', '--trust', publicKeyText('k2')];
    expect(parse('fw.zip', ...WS)).toMatchObject({ trust: [], signatureRule: 'show' });
    expect(parse('fw.zip', ...WS, ...files)).toMatchObject({
      trust: [
        { name: 'k0.pub', spki: publicKeyText('k0') },
        { name: expect.stringMatching(/^[0-9a-f]{16}$/) as string, spki: publicKeyText('k2') },
      ],
      signatureRule: 'warn',
    });
    expect(parse('fw.zip', ...WS, ...files, '--require-signature').signatureRule).toBe('require');
    expect(parse('fw.zip', ...WS, '--require-signature').signatureRule).toBe('require');
    expect(codeOf('fw.zip', ...WS, '--trust', 'AAAA')).toEqual(['use/bad-option', '--trust']);
  });

  it('carry on what was interrupted, but in a dry run', () => {
    expect(parse('fw.zip', ...WS, '--resume').resume).toBe(true);
    const dry = codeOf('fw.zip', ...WS, '--resume', '--dry-run');
    expect(dry).toEqual(['use/bad-option', '--resume']);
  });

  it('takes a plan instead of one device, with what holds for each of its devices', () => {
    const own = ['--user', 'me', '--password', 'word', '--window', '2', '--force', 'downgrade'];
    expect(parsePushOptions(['--fleet', 'plan.json', ...own])).toEqual({
      kind: 'fleet',
      options: {
        planFile: 'plan.json',
        broker: null,
        takeOver: false,
        runners: false,
        serve: null,
        shadow: { key: null, waitMs: 300_000 },
        updateTimeoutMs: null,
        chunkSize: 'auto',
        window: 2,
        json: false,
        force: ['downgrade'],
        credentials: { user: 'me', password: 'word' },
        trust: [],
        signatureRule: 'show',
      },
    });
  });

  it('keeps a roll-out at a broker by a name, and shows one or tells it a wish', () => {
    const place = 'mqtts://me:pw@h:8884/spring';
    const kept = parsePushOptions(['--fleet', 'plan.json', '--broker', place, '--take-over']);
    const broker = { address: 'mqtts://h:8884/spring', broker: 'mqtts://h:8884', device: 'spring' };
    const sign = { user: 'me', password: 'pw' };
    expect(kept).toMatchObject({ options: { broker: { ...broker, ...sign }, takeOver: true } });
    const watched = parsePushOptions(['--fleet-watch', place, '--wish', 'go-on', '--json']);
    expect(watched).toMatchObject({ kind: 'fleet-watch', options: { wish: 'go-on', json: true } });
  });

  it('gives the devices of a roll-out to runners, and is one of them', () => {
    const place = 'mqtt://h/spring';
    const led = ['--fleet', 'plan.json', '--broker', place, '--runners'];
    expect(parsePushOptions(led)).toMatchObject({ options: { runners: true, serve: null } });
    const served = { runners: true, serve: { host: '10.0.0.2', port: 8000 } };
    expect(parsePushOptions([...led, '--serve', '10.0.0.2:8000'])).toMatchObject({
      options: served,
    });
    expect(parsePushOptions(['--runner', '--port', place])).toMatchObject({
      kind: 'runner',
      options: { broker: { device: 'spring' }, places: 20, cache: null, credentials: null },
    });
    const shadow = ['--shadow-key', 'K3Y', '--shadow-wait', '60'];
    expect(parsePushOptions(['--runner', '--port', place, ...shadow])).toMatchObject({
      options: { shadow: { key: 'K3Y', waitMs: 60_000 } },
    });
    const own = ['--at-once', '200', '--cache', '/var/fw', '--user', 'me', '--password', 'pw'];
    expect(parsePushOptions(['--runner', '--port', place, ...own])).toMatchObject({
      options: { places: 200, cache: '/var/fw', credentials: { user: 'me', password: 'pw' } },
    });
  });

  it.each([
    [['--runner'], '--port'],
    [['--runner', '--port', 'ws://h/rpc'], '--port'],
    [['--runner', '--port', 'mqtt://h/spring', 'fw.zip'], 'fw.zip'],
    [['--runner', '--port', 'mqtt://h/spring', '--at-once', '0'], '--at-once'],
    [['--runner', '--port', 'mqtt://h/spring', '--at-once', '1001'], '--at-once'],
    [['--runner', '--port', 'mqtt://h/spring', '--force', 'downgrade'], '--force'],
    [['fw.zip', ...WS, '--at-once', '3'], '--at-once'],
    [['fw.zip', ...WS, '--runners'], '--runners'],
    [['--fleet', 'plan.json', '--runners'], '--runners'],
    [['--fleet', 'plan.json', '--serve', 'x'], '--serve'],
    [
      [
        '--fleet',
        'plan.json',
        '--broker',
        'mqtt://h/x',
        '--runners',
        '--user',
        'me',
        '--password',
        'p',
      ],
      '--user',
    ],
    [['--fleet', 'plan.json', '--broker', 'mqtt://h'], '--broker'],
    [['--fleet', 'plan.json', '--broker', 'http://h/spring'], '--broker'],
    [['--fleet', 'plan.json', '--take-over'], '--take-over'],
    [['fw.zip', ...WS, '--broker', 'mqtt://h/spring'], '--broker'],
    [['fw.zip', ...WS, '--take-over'], '--take-over'],
    [['fw.zip', ...WS, '--wish', 'stop'], '--wish'],
    [['--fleet-watch', 'mqtt://h/spring', '--wish', 'faster'], '--wish'],
    [['--fleet-watch', 'mqtt://h/spring', ...WS], '--port'],
    [['--fleet-watch', 'mqtt://h/spring', 'fw.zip'], 'fw.zip'],
  ])('refuses %o', (args, option) => {
    expect(codeOf(...args)).toEqual(['use/bad-option', option]);
  });

  it('tells no password of a broker in what it refuses', () => {
    const wrong = () => parsePushOptions(['--fleet-watch', 'mqtt://me:secret@h']);
    expect(wrong).toThrow(/^((?!secret).)*$/);
  });

  it.each([
    [['fw.zip'], 'fw.zip'],
    [WS, '--port'],
    [['--commit', 'never'], '--commit'],
    [['--via', 'update', '--serve', '8000'], '--via'],
    [['--dry-run'], '--dry-run'],
  ])('takes no %o with a plan', (args, option) => {
    expect(codeOf('--fleet', 'plan.json', ...args)).toEqual(['use/bad-option', option]);
  });

  it.each([
    [[], 'fw.zip'],
    [['fw.zip'], '--port'],
    [['fw.zip', '--port'], '--port'],
    [['fw.zip', '--port', 'nonsense'], '--port'],
    [['fw.zip', '--port', 'ftp://h'], '--port'],
    [['fw.zip', '--port', 'tcp://h'], '--port'],
    [['fw.zip', '--port', 'udp://h'], '--port'],
    [['fw.zip', '--port', 'mqtt://h'], '--port'],
    [['fw.zip', '--port', 'mqtt://h/a%2Fb'], '--port'],
    [['fw.zip', '--port', 'mqtt+ws://h/mqtt/'], '--port'],
    [['fw.zip', '--port', 'http://joe:pw@h/rpc'], '--port'],
    [['fw.zip', '--port', 'serial://ttyUSB0'], '--port'],
    [['fw.zip', '--port', 'serial:///dev/ttyUSB0?baud=fast'], '--port'],
    [['fw.zip', '--port', 'serial:///dev/ttyUSB0?parity=odd'], '--port'],
    [['fw.zip', '--port', 'emulator:z80'], '--port'],
    [['fw.zip', ...WS, '--commit', 'maybe'], '--commit'],
    [['fw.zip', ...WS, '--commit-timeout', '-1'], '--commit-timeout'],
    [['fw.zip', ...WS, '--commit-timeout', '1.5'], '--commit-timeout'],
    [['fw.zip', ...WS, '--update-timeout', '0'], '--update-timeout'],
    [['fw.zip', ...WS, '--chunk-size', '0'], '--chunk-size'],
    [['fw.zip', ...WS, '--window', '9'], '--window'],
    [['fw.zip', ...WS, '--force', 'everything'], '--force'],
    [['fw.zip', ...WS, '--json=yes'], '--json'],
    [['fw.zip', ...WS, '--loud'], '--loud'],
    [['fw.zip', ...WS, '--via', 'pigeon'], '--via'],
    [['fw.zip', ...WS, '--shadow', 'aws'], '--shadow'],
    [['fw.zip', ...shadow({ shadow: 'google' })], '--shadow'],
    [['fw.zip', ...shadow({ shadow: 'azure', 'shadow-url': 'https://h/d' })], '--shadow-key'],
    [['fw.zip', ...shadow({ 'shadow-url': 'mqtt://b' })], '--shadow-url'],
    [['fw.zip', ...shadow({ 'shadow-key': 'no certificate' })], '--shadow-key'],
    [['fw.zip', ...shadow({ 'shadow-wait': 'long' })], '--shadow-wait'],
    [['fw.zip', ...shadow({ serve: 'x' })], '--serve'],
    [['fw.zip', ...shadow(), '--shadow-upload'], '--serve'],
    [['fw.zip', ...UPLOAD, '--shadow-wait', '5'], '--shadow-wait'],
    [['fw.zip', ...UPLOAD, '--url', 'http://h/'], '--url'],
    [['fw.zip', ...UPLOAD.map((word) => (word === 'mdash' ? 'aws' : word))], '--shadow-upload'],
    [['fw.zip', ...UPLOAD.filter((word) => !/key|K3Y/.test(word))], '--shadow-key'],
    [['fw.zip', ...WS, '--shadow-upload'], '--shadow-upload'],
    [['fw.zip', ...shadow({ url: 'http://h/' })], '--serve'],
    [['fw.zip', ...WS, '--via', 'update'], '--serve'],
    [['fw.zip', ...WS, '--via', 'update', '--serve', 'x'], '--serve'],
    [['fw.zip', ...WS, '--via', 'update', '--serve', '70000'], '--serve'],
    [['fw.zip', ...WS, '--via', 'update', '--serve', '0', '--url', 'http://h/'], '--serve'],
    [['fw.zip', ...WS, '--via', 'update', '--url', 'file:///fw.zip'], '--url'],
    [['fw.zip', ...WS, '--serve', '0'], '--serve'],
    [['fw.zip', ...WS, '--via', 'post', '--serve', '0'], '--serve'],
    [['fw.zip', ...WS, '--via', 'poll'], '--serve'],
    [['fw.zip', ...WS, '--via', 'poll', '--url', 'http://h/'], '--url'],
    [['fw.zip', ...WS, '--url', 'http://h/'], '--url'],
  ])('%o is wrong use of one option', (args, option) => {
    expect(codeOf(...args)).toEqual(['use/bad-option', option]);
  });
});
