import { describe, expect, it } from 'vitest';
import { BUNDLE_OPTIONS, parseBundleOptions } from '../../../src/cli/bundle-options.ts';
import { DIFF_OPTIONS, parseDiffOptions } from '../../../src/cli/diff-options.ts';
import {
  DEVICE_OPTIONS,
  FAULT_NAMES,
  parseDeviceOptions,
} from '../../../src/cli/device-options.ts';
import { parsePushOptions, PUSH_OPTIONS } from '../../../src/cli/push-options.ts';
import { FORCE_NAMES, LARGEST_WINDOW } from '../../../src/cli/update-rules.ts';
import { SIGN_OPTIONS } from '../../../src/cli/sign-options.ts';
import { exitStatus } from '../../../src/cli/push-outcome.ts';
import type { PushOutcome } from '../../../src/cli/push-outcome.ts';
import { TIMINGS } from '../../../src/emulator/timing.ts';
import { bundleHelp, bundleOptionsHelp } from '../../../src/messages/bundle-command-words.ts';
import { diffHelp, diffOptionsHelp } from '../../../src/messages/diff-command-words.ts';
import {
  deviceHelp,
  deviceOptionsHelp,
  pushHelp,
  pushOptionsHelp,
  signHelp,
  signOptionsHelp,
  slipwayHelp,
  SUBCOMMANDS_HELP,
} from '../../../src/messages/command-words.ts';
import { PLATFORMS } from '../../../src/ota-core/platforms/index.ts';

const push = pushHelp('slipway push');
const device = deviceHelp('slipway device', PLATFORMS);
const bundle = bundleHelp('slipway bundle');
const sign = signHelp('slipway sign');

/** The lines of one option, as a person reads them. */
function entry(help: string, option: string): string {
  const [, after = ''] = help.split(`\n  --${option} `);
  return (after.split(/\n {2}--|\n\n/)[0] ?? '').replace(/\s+/g, ' ');
}

/** Every `--name` of a text. */
const optionsIn = (help: string): ReadonlySet<string> =>
  new Set([...help.matchAll(/--([a-z][a-z0-9-]*)/g)].map(([, name]) => name ?? ''));

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

describe('the help of push', () => {
  it('has every option that the command takes, and no other', () => {
    const built = Object.keys(PUSH_OPTIONS);
    expect(sorted([...Object.keys(pushOptionsHelp()), 'lang'])).toEqual(sorted(built));
    expect(sorted(optionsIn(push))).toEqual(sorted(built));
  });

  it('gives a value to exactly the options that take one', () => {
    for (const [name, { value }] of Object.entries(pushOptionsHelp())) {
      const type = Object.entries(PUSH_OPTIONS).find(([known]) => known === name)?.[1].type;
      expect(value !== undefined, name).toBe(type === 'string');
    }
  });

  it('names every finding that --force overrides', () => {
    const [, list = ''] = entry(push, 'force').split(': ');
    expect(list.trim().split(/, ?/)).toEqual(FORCE_NAMES);
  });

  it('names ports, ways and limits that the command takes', () => {
    const text = entry(push, 'port');
    for (const form of [
      'tcp://HOST:PORT',
      'ws://HOST:PORT/rpc',
      'wss://HOST/rpc',
      'http://HOST/rpc',
      'https://HOST/rpc',
      'serial:///dev/ttyUSB0?baud=115200',
      'serial:///COM3',
      'emulator:',
    ]) {
      expect(text).toContain(form);
      const port = form.replace('PORT', '8910').replace('HOST', '127.0.0.1');
      expect(parsePushOptions(['fw.zip', '--port', port]).kind).toBe('push');
    }
    expect(parsePushOptions(['fw.zip', '--port', 'emulator:', '--via', 'write']).kind).toBe('push');
    expect(entry(push, 'window')).toContain(`1 to ${LARGEST_WINDOW}`);
  });

  it('explains every exit status that the command can have', () => {
    const failure = { code: 'link/lost', facts: { kind: 'tcp', detail: '' } } as const;
    const wrongUse = { code: 'use/bad-option', facts: { option: '', detail: '' } } as const;
    const results = ['committed', 'refused', 'failed', 'reverted', 'unknown'] as const;
    const outcomes = [
      ...results.map((result) => ({ result, failure: result === 'committed' ? null : failure })),
      { result: 'failed', failure: wrongUse } as const,
    ];
    const statuses = outcomes.map(({ result, failure }) => {
      const rest = { from: null, to: null, bytes: 0, seconds: 0, writeSeconds: 0 };
      const outcome: PushOutcome = {
        ...{ ...rest, bytesPerSecond: 0, rehearsal: null },
        ...{ result, failure },
      };
      return exitStatus(outcome, { leaves: false });
    });
    const explained = [...push.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, status]) => Number(status));
    expect(explained).toEqual([...new Set(statuses)].sort());
  });
});

describe('the help of device', () => {
  it('has every option that the command takes, and no other', () => {
    const names = sorted(Object.keys(DEVICE_OPTIONS));
    expect(sorted([...Object.keys(deviceOptionsHelp(PLATFORMS)), 'lang'])).toEqual(names);
    expect(sorted(optionsIn(device))).toEqual(names);
  });

  it('gives a value to exactly the options that take one', () => {
    for (const [name, { value }] of Object.entries(deviceOptionsHelp(PLATFORMS))) {
      const type = Object.entries(DEVICE_OPTIONS).find(([known]) => known === name)?.[1].type;
      expect(value !== undefined, name).toBe(type === 'string');
    }
  });

  it('names every platform and every timing', () => {
    const list = (text: string): readonly string[] => text.match(/[a-z0-9]+/g) ?? [];
    const platforms = entry(device, 'platform').replace(/^NAME | or|\(.*/g, '');
    expect(list(platforms)).toEqual([...PLATFORMS]);
    const timings = entry(device, 'timing').replace(/^[^:]*:|\(.*/g, '');
    expect(list(timings)).toEqual([...TIMINGS]);
  });

  it('states the defaults that the command has', () => {
    const command = parseDeviceOptions([]);
    if (command.kind !== 'run') throw new Error(command.kind);
    const [first] = command.devices;
    if (first === undefined) throw new Error('no device');
    const { id, profile, app, firmwareVersion, latencyMs, powerSaveMs, timing } = first;
    const defaults = { platform: profile.arch, app, 'fw-version': firmwareVersion, timing };
    for (const [name, value] of Object.entries({ ...defaults, latency: `${latencyMs}` }))
      expect(entry(device, name)).toContain(`(${value})`);
    expect(powerSaveMs).toBe(0);
    expect(id).toBe(`${profile.arch}_0A1B2C`);
    expect(FAULT_NAMES).toContain('none');
  });
});

describe('the help of a command', () => {
  it.each([
    ['bundle', BUNDLE_OPTIONS, bundleOptionsHelp()],
    ['diff', DIFF_OPTIONS, diffOptionsHelp()],
  ])('of %s has every option that it takes, with a value where it takes one', (_, known, help) => {
    const options = Object.entries<{ readonly type: string }>(known);
    expect(
      Object.entries(help)
        .map(([name, { value }]) => [name, value === undefined])
        .sort(),
    ).toEqual(
      options
        .filter(([name]) => name !== 'lang')
        .map(([name, { type }]) => [name, type === 'boolean'])
        .sort(),
    );
    expect(parseBundleOptions(['--help'])).toEqual({ kind: 'help' });
    expect(parseDiffOptions(['--help'])).toEqual({ kind: 'help' });
  });
});

describe('the help of sign', () => {
  it('has every option that the command takes, and a value for those that take one', () => {
    const names = sorted(Object.keys(SIGN_OPTIONS));
    expect(sorted(optionsIn(sign))).toEqual(names);
    expect(sorted([...Object.keys(signOptionsHelp()), 'lang'])).toEqual(names);
    for (const [name, { value }] of Object.entries(signOptionsHelp()))
      expect(value !== undefined, name).toBe(
        ['sign-key', 'passphrase-file', 'output'].includes(name),
      );
  });
});

describe('the help of each command', () => {
  it.each([
    ['slipway', slipwayHelp()],
    ['push', push],
    ['device', device],
    ['bundle', bundle],
    ['diff', diffHelp('slipway diff')],
    ['sign', sign],
  ])('of %s fits on a screen of 100 columns and ends with its last line', (_, help) => {
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(help).toMatch(/\S\n$/);
  });

  it('is named for what a person typed', () => {
    expect(pushHelp('npm run push --')).toMatch(/^npm run push -- fw\.zip --port URL/);
    expect(device).toMatch(/^slipway device \[options\]/);
  });

  it('lists every subcommand', () => {
    for (const [name, does] of Object.entries(SUBCOMMANDS_HELP))
      expect(slipwayHelp()).toMatch(new RegExp(`^ {2}${name} +${does}$`, 'm'));
  });

  it('comes before the options that are missing', () => {
    expect(parsePushOptions(['--help'])).toEqual({ kind: 'help' });
    expect(parseDeviceOptions(['--help'])).toEqual({ kind: 'help' });
    expect(parsePushOptions(['--version'])).toEqual({ kind: 'version' });
    expect(parseDeviceOptions(['--version'])).toEqual({ kind: 'version' });
  });
});
