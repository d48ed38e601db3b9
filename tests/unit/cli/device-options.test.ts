import { describe, expect, it } from 'vitest';
import { parseDeviceOptions } from '../../../src/cli/device-options.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { deviceFailureWords } from '../../../src/messages/command-words.ts';
import { publicKeyText } from '../../support/signatures/signed-bundle.ts';

function options(...args: readonly string[]) {
  const [first] = devices(...args);
  if (first === undefined) throw new Error('no device');
  return first;
}

function devices(...args: readonly string[]) {
  const command = parseDeviceOptions(args);
  if (command.kind !== 'run') throw new Error('not a run');
  return command.devices;
}

function refusal(...args: readonly string[]): string {
  try {
    parseDeviceOptions(args);
  } catch (error) {
    return deviceFailureWords(toFailure(OtaError.from(error)));
  }
  throw new Error('nothing was refused');
}

describe('the options of the device command', () => {
  it('has a default for everything: an esp32 on 1.0.0 with WebSocket on a free local port', () => {
    expect(options()).toMatchObject({
      profile: { name: 'esp32' },
      id: 'esp32_0A1B2C',
      mac: '30AEA40A1B2C',
      app: 'demo',
      firmwareVersion: '1.0.0',
      firmwareFile: null,
      filesystemFile: null,
      flashFile: null,
      websocket: { host: '127.0.0.1', port: 0 },
      tcp: null,
      udp: null,
      broker: null,
      latencyMs: 0,
      powerSaveMs: 0,
      timing: 'none',
    });
  });

  it('opens only the wires that were asked for', () => {
    expect(options('--tcp', '8911')).toMatchObject({
      websocket: null,
      tcp: { host: '127.0.0.1', port: 8911 },
    });
    expect(options('--udp', '0').udp).toEqual({ host: '127.0.0.1', port: 0 });
    expect(options('--mqtt', 'mqtt://a:b@broker.local')).toMatchObject({
      websocket: null,
      broker: 'mqtt://a:b@broker.local',
    });
    expect(options('--ws', '0.0.0.0:80').websocket).toEqual({ host: '0.0.0.0', port: 80 });
    expect(options('--ws', '[::1]:80').websocket).toEqual({ host: '::1', port: 80 });
  });

  it('lets the radio sleep between beacons', () => {
    expect(options('--power-save', '102.4').powerSaveMs).toBe(102.4);
  });

  it('gives the device a pseudo-terminal instead of a network', () => {
    expect(options('--pty', '/tmp/tty', '--baud', '460800')).toMatchObject({
      websocket: null,
      pty: '/tmp/tty',
      baudRate: 460_800,
    });
    expect(options('--pty', '/tmp/tty', '--ws', '80')).toMatchObject({
      websocket: { host: '127.0.0.1', port: 80 },
      baudRate: null,
    });
  });

  it('makes a MAC of the digits in the id, and one of its own where there are none', () => {
    expect(options('--id', 'lamp_abcdef').mac).toBe('30AEA4ABCDEF');
    expect(options('--id', 'kitchen-lamp').mac).toMatch(/^30AEA4[0-9A-F]{6}$/);
  });

  it('numbers several devices: ids, MACs, ports and chips that are kept', () => {
    const both = ['--count', '3', '--ws', '8910', '--tcp', '0', '--flash', '/tmp/chip.bin'];
    expect(devices('--id', 'lamp_00FFFF', ...both)).toMatchObject([
      { id: 'lamp_00FFFF', mac: '30AEA400FFFF', websocket: { port: 8910 }, tcp: { port: 0 } },
      { id: 'lamp_010000', mac: '30AEA4010000', websocket: { port: 8911 }, tcp: { port: 0 } },
      { id: 'lamp_010001', websocket: { port: 8912 }, flashFile: '/tmp/chip-lamp_010001.bin' },
    ]);
    const ids = (id: string) => devices('--id', id, '--count', '2').map((device) => device.id);
    expect(ids('lamp_abcdef')).toEqual(['lamp_abcdef', 'lamp_abcdf0']);
    expect(ids('esp32_09')).toEqual(['esp32_09', 'esp32_10']);
    const macs = devices('--id', 'esp32_09', '--count', '2').map(({ mac }) => mac);
    expect(new Set(macs).size).toBe(2);
    expect(devices('--count', '1', '--id', 'lamp', '--pty', '/tmp/tty')).toHaveLength(1);
  });

  it('takes a profile of the platform, not one of another', () => {
    const reference = options('--platform', 'esp32', '--profile', 'reference');
    expect(reference.profile).toMatchObject({ name: 'reference', arch: 'esp32' });
    expect(refusal('--platform', 'esp8266', '--profile', 'reference')).toBe(
      '--profile does not take "reference".',
    );
  });

  it('takes settings of the firmware, and a user that alone may call', () => {
    const { build } = options('--config', 'update.timeout=5', '--config', 'wifi.sta.enable=true');
    expect(build.settings).toEqual([
      { key: 'update.timeout', text: '5' },
      { key: 'wifi.sta.enable', text: 'true' },
    ]);
    const secured = options('--auth', 'admin:secret', '--config', 'rpc.auth_domain=Hall').build;
    expect(secured.files.get('rpc_auth.txt')).toMatch(/^admin:Hall:[0-9a-f]{64}$/);
    const md5 = options('--auth', 'admin:secret', '--config', 'rpc.auth_algo=0').build;
    expect(md5.files.get('rpc_auth.txt')).toBe('admin:RPC:cf685a4a101de8b1eec42ddc7c7efcf0');
    expect(md5.files.get('http_auth.txt')).toBe(md5.files.get('rpc_auth.txt'));
    const pages = options('--auth', 'admin:secret', '--config', 'http.auth_domain=Pages').build;
    expect(pages.files.get('http_auth.txt')).toMatch(/^admin:Pages:[0-9a-f]{64}$/);
    expect(pages.settings).toContainEqual({ key: 'http.auth_file', text: 'http_auth.txt' });
  });

  it('takes keys and mask for settings of the firmware, below what --config says', () => {
    expect(options().build.settings).toEqual([]);
    const mask = (text: string) => ({ key: 'update.sig_req_mask', text });
    expect(options('--sig-req-mask', '-1').build.settings).toEqual([mask('-1')]);
    const { settings } = options(
      ...['--config', 'update.sig_req_mask=4'],
      ...['--key0', 'tests/fixtures/keys/k0.pub'],
      ...['--key2', publicKeyText('k2')],
      ...['--sig-req-mask', '5'],
    ).build;
    expect(settings).toEqual([
      { key: 'update.key0', text: publicKeyText('k0') },
      { key: 'update.key2', text: publicKeyText('k2') },
      mask('5'),
      mask('4'),
    ]);
  });

  it('lists profiles and faults', () => {
    expect(parseDeviceOptions(['--profiles'])).toEqual({ kind: 'list', what: 'profiles' });
    expect(parseDeviceOptions(['--faults'])).toEqual({ kind: 'list', what: 'faults' });
  });

  it('takes several faults, and the one that is none', () => {
    expect(options('--fault', 'none', '--extensions').faults).toEqual([]);
    expect(options('--fault', 'hang,none,brown-out').faults).toEqual(['hang', 'brown-out']);
  });

  it.each([
    [['--baud', '12'], '--baud does not take "12".'],
    [['--baud', 'fast'], '--baud does not take "fast".'],
    [['--mqtt', 'http://me:secret@x'], '--mqtt does not take "http://x".'],
    [['--shadow', 'google'], '--shadow does not take "google".'],
    [['--shadow', 'aws'], '--mqtt needs a value.'],
    [['--config', 'shadow.autocommit=true'], '--config does not take "shadow.autocommit=true".'],
    [['--auth', 'admin'], '--auth does not take "admin".'],
    [['--auth', 'a,b:c'], '--auth does not take "a,b:c".'],
    [['--config', 'a=b'], '--config does not take "a=b".'],
    [['--config', 'update.timeout'], '--config does not take "update.timeout".'],
    [['--config', 'update.timeout=soon'], '--config does not take "update.timeout=soon".'],
    [['--key0', 'AA'], '--key0 does not take "AA".'],
    [['--key7', 'package.json'], '--key7 does not take "package.json".'],
    [
      ['--key1', 'tests/fixtures/keys/k0.pem'],
      '--key1 does not take "tests/fixtures/keys/k0.pem".',
    ],
    [['--sig-req-mask', '256'], '--sig-req-mask does not take "256".'],
    [['--sig-req-mask', '-2'], '--sig-req-mask does not take "-2".'],
    [['--sig-req-mask', '0x1'], '--sig-req-mask does not take "0x1".'],
    [['--count', '0'], '--count does not take "0".'],
    [['--count', '1001'], '--count does not take "1001".'],
    [['--count', 'two'], '--count does not take "two".'],
    [['--count', '2', '--pty', '/tmp/tty'], '--pty does not take "/tmp/tty".'],
    [['--count', '2', '--ws', '65535'], '--ws does not take "65535".'],
    [['--count', '2', '--id', 'lamp'], '--id does not take "lamp".'],
    [['--count', '2', '--id', 'lamp9'], '--id does not take "lamp9".'],
    [['--count', '2', '--id', 'lamp_FFFFFF'], '--id does not take "lamp_FFFFFF".'],
    [['--bogus'], 'There is no option --bogus.'],
    [['--key8', 'AA'], 'There is no option --key8.'],
    [['stray'], '"stray" belongs to no option.'],
    [['--ws'], '--ws needs a value.'],
    [['--ws', 'abc'], '--ws does not take "abc".'],
    [['--ws', '65536'], '--ws does not take "65536".'],
    [['--profiles=3'], '--profiles does not take "3".'],
    [['--platform', 'z80'], '--platform does not take "z80".'],
    [['--timing', 'slow'], '--timing does not take "slow".'],
    [['--latency', '-3'], '--latency does not take "-3".'],
    [['--power-save', '-1'], '--power-save does not take "-1".'],
    [['--power-save', '60001'], '--power-save does not take "60001".'],
    [['--latency', '1e9'], '--latency does not take "1e9".'],
    [
      ['--fault', 'hang,brown-out,crash-loop'],
      '--fault does not take "hang,brown-out,crash-loop".',
    ],
    [['--fault', 'none,gremlins'], '--fault does not take "gremlins".'],
    [['--id', 'a"b'], '--id does not take "a"b".'],
    [['--app', ''], '--app does not take "".'],
  ])('answers %j with %s', (args, words) => {
    expect(refusal(...args)).toBe(words);
  });
});
