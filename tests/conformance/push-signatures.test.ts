import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { publicKeyText } from '../support/signatures/signed-bundle.ts';

vi.setConfig({ testTimeout: 90_000 });

const BUNDLES = 'tests/fixtures/bundles';
const SIGNED = `${BUNDLES}/demo-esp32-1.1.0-signed-k0-k2.zip`;
const CHANGED = `${BUNDLES}/bad-signature-manifest-changed.zip`;
const STRANGER = `${BUNDLES}/demo-esp32-1.1.0-signed-k1-in-slot0.zip`;
const UNSIGNED = `${BUNDLES}/demo-esp32-1.1.0.zip`;
const K0 = ['--trust', publicKeyText('k0')];
const EMULATED = ['--port', 'emulator:esp32', '--force', 'user-files'];
/** Nobody listens there: whoever asks a device fails otherwise. */
const NOWHERE = ['--port', 'tcp://127.0.0.1:1'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function push(bundle: string, ...args: readonly string[]) {
  const { status, last, lines } = await startPush([bundle, ...args]);
  const told = lines.find(({ event }) => event === 'bundle');
  const failure = last['failure'] as { readonly code: string } | null;
  return { status, result: last['result'], code: failure?.code, signature: told?.['signature'] };
}

describe('push --require-signature', () => {
  it.each([
    [UNSIGNED, K0, 'bundle/not-signed', { kind: 'unsigned' }],
    [CHANGED, K0, 'bundle/signature-broken', { kind: 'broken', why: 'no-match' }],
    [STRANGER, K0, 'bundle/signature-broken', { kind: 'broken', why: 'no-match' }],
    [SIGNED, [], 'bundle/unknown-signer', { kind: 'unknown' }],
  ])(
    'refuses %s with %j, forced or not, before a device is asked',
    async (file, trust, code, signature) => {
      const args = [...NOWHERE, ...trust, '--require-signature', '--force', 'unsigned'];
      expect(await push(file, ...args)).toEqual({ status: 2, result: 'refused', code, signature });
    },
  );

  it('sends what a trusted key signed', async () => {
    const trust = ['--trust', 'tests/fixtures/keys/k2.pub', ...K0];
    const pushed = await push(SIGNED, ...EMULATED, ...trust, '--require-signature');
    const by = ['k2.pub', expect.stringMatching(/^[0-9a-f]{16}$/)];
    expect(pushed).toMatchObject({
      status: 0,
      result: 'committed',
      signature: { kind: 'good', by },
    });
  });
});

describe('push --trust', () => {
  it('refuses what it did not sign, unless that is allowed by its name', async () => {
    expect(await push(UNSIGNED, ...EMULATED, ...K0)).toMatchObject({
      status: 2,
      code: 'bundle/not-signed',
    });
    const forced = ['--port', 'emulator:esp32', '--force', 'unsigned'];
    expect(await push(UNSIGNED, ...forced, ...K0)).toMatchObject({
      status: 0,
      result: 'committed',
    });
  });
});

describe('sign', () => {
  const sign = (...args: readonly string[]) => {
    const ended = spawnSync(process.execPath, commandArgs('sign', args), { cwd: ROOT });
    return { status: ended.status, out: String(ended.stdout), error: String(ended.stderr) };
  };
  const keyFile = (name: string) => `tests/fixtures/keys/${name}.pem`;

  it('makes a package that a device with these keys takes', async () => {
    const output = path.join(folder, 'signed.zip');
    const keys = ['--sign-key', keyFile('k0'), '--sign-key=', '--sign-key', keyFile('k2')];
    const { status, out } = sign(UNSIGNED, ...keys, '--output', output);
    expect([status, out]).toEqual([
      0,
      `Signed for key 0: ${publicKeyText('k0')}\nSigned for key 2: ${publicKeyText('k2')}\n`,
    ]);
    const device = new DeviceProcess([
      ...['--ws', '0', '--fw-version', '1.0.0', '--sig-req-mask', '5'],
      ...['--key0', publicKeyText('k0'), '--key2', publicKeyText('k2')],
    ]);
    try {
      const { ws } = await device.ready();
      const pushed = await push(output, '--port', String(ws), ...K0, '--require-signature');
      expect(pushed).toMatchObject({ status: 0, result: 'committed' });
    } finally {
      await device.end('SIGTERM');
    }
  });

  it.each([
    ['a file that is no package', 'package.json', keyFile('k0'), 2],
    ['a damaged package', `${BUNDLES}/bad-app-byte-flipped.zip`, keyFile('k0'), 2],
    ['a public key', UNSIGNED, 'tests/fixtures/keys/k0.pub', 1],
    ['a key that is not there', UNSIGNED, 'no.pem', 1],
  ])('refuses %s in one line, and leaves nothing', (_, file, key, status) => {
    const output = path.join(folder, 'signed.zip');
    const ended = sign(file, '--sign-key', key, '--output', output);
    expect([ended.status, ended.out, existsSync(output)]).toEqual([status, '', false]);
    expect(ended.error).toMatch(/^\S.*\n$/);
  });

  it('opens a key by the passphrase in a file; without the right one it says so, and leaves nothing', () => {
    const [key, passphrase, wrong, output] = ['key.pem', 'right', 'wrong', 'signed.zip'].map(
      (name) => path.join(folder, name),
    ) as [string, string, string, string];
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'boiler room' } as const;
    const plain = createPrivateKey(readFileSync(keyFile('k0')));
    writeFileSync(key, plain.export({ ...cipher, type: 'pkcs8', format: 'pem' }));
    writeFileSync(passphrase, 'boiler room\n');
    writeFileSync(wrong, 'boiler\n');
    const args = [UNSIGNED, '--sign-key', key, '--output', output];
    // There is no terminal to ask on.
    expect(sign(...args)).toMatchObject({ status: 1, out: '' });
    const refused = sign(...args, '--passphrase-file', wrong);
    expect(refused.error).toMatch(/^The passphrase does not open --sign-key .*key\.pem\..*\n$/);
    expect([refused.status, existsSync(output)]).toEqual([1, false]);
    expect(sign(...args, '--passphrase-file', passphrase)).toEqual({
      status: 0,
      out: `Signed for key 0: ${publicKeyText('k0')}\n`,
      error: '',
    });
  });

  it('writes over no file that is there', () => {
    const output = path.join(folder, 'signed.zip');
    const args = [UNSIGNED, '--sign-key', keyFile('k0'), '--output', output];
    expect(sign(...args).status).toBe(0);
    const first = readFileSync(output);
    expect(sign(...args).status).toBe(1);
    expect(readFileSync(output).equals(first)).toBe(true);
  });
});
