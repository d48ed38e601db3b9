import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passphraseFrom, typedPassphrase } from '../../../src/cli/passphrase.ts';
import { readPrivateKey } from '../../../src/cli/private-key.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';

const PASSPHRASE = 'boiler room ümläut';
const plain = createPrivateKey(readFileSync('tests/fixtures/keys/k0.pem'));
let folder: string;
const file = (name: string): string => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
  const secret = { format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const;
  writeFileSync(file('pkcs8.pem'), plain.export({ ...secret, type: 'pkcs8' }));
  writeFileSync(file('sec1.pem'), plain.export({ ...secret, type: 'sec1' }));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  writeFileSync(file('p384.pem'), privateKey.export({ ...secret, type: 'pkcs8' }));
  writeFileSync(file('passphrase'), `${PASSPHRASE}\r\nanother line\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const typed =
  (passphrase: string | null): (() => Promise<string | null>) =>
  () =>
    Promise.resolve(passphrase);
const refusal = (name: string, passphrase: string | null) =>
  readPrivateKey(file(name), typed(passphrase)).then(
    () => null,
    (reason: unknown) => toFailure(OtaError.from(reason)),
  );

describe('a private key with a passphrase', () => {
  it.each(['pkcs8.pem', 'sec1.pem'])('%s is opened by the first line of a file', async (name) => {
    const key = await readPrivateKey(file(name), passphraseFrom(file('passphrase')));
    expect(key.equals(plain)).toBe(true);
  });

  it('is asked for by the name of its file, and one without a passphrase is not asked about', async () => {
    const asked: string[] = [];
    const ask = (name: string) => {
      asked.push(name);
      return Promise.resolve(PASSPHRASE);
    };
    await readPrivateKey('tests/fixtures/keys/k1.pem', ask);
    await readPrivateKey(file('sec1.pem'), ask);
    expect(asked).toEqual([file('sec1.pem')]);
  });

  it.each([
    ['pkcs8.pem', 'wrong', 'wrong passphrase'],
    ['sec1.pem', 'wrong', 'wrong passphrase'],
    ['pkcs8.pem', '', 'wrong passphrase'],
    ['pkcs8.pem', null, 'no passphrase'],
  ])('%s is not opened by %j: %s', async (name, passphrase, detail) => {
    const option = `--sign-key ${file(name)}`;
    const facts = { option, detail };
    expect(await refusal(name, passphrase)).toMatchObject({ code: 'use/bad-option', facts });
  });

  it('on another curve is refused as one without is', async () => {
    const facts = { option: '--sign-key', detail: file('p384.pem') };
    expect(await refusal('p384.pem', PASSPHRASE)).toMatchObject({ facts });
  });
});

describe('a passphrase that is typed', () => {
  /** A terminal on which this is typed once it asks; notes each change of its mode. */
  function terminal(keys: string) {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => void modes.push(isRaw),
    });
    const asked: string[] = [];
    const ask = (name: string): void => {
      asked.push(name);
      setImmediate(() => input.write(keys));
    };
    return { modes, asked, source: typedPassphrase({ input, ask }) };
  }

  it('ends with its line; the terminal repeats nothing, and is left as it was', async () => {
    const { modes, asked, source } = terminal('boilerr\u007f room\r');
    expect(await source('k0.pem')).toBe('boiler room');
    expect([asked, modes]).toEqual([['k0.pem'], [true, false]]);
  });

  it.each([
    ['Ctrl+C', 'abc\u0003'],
    ['Ctrl+D', '\u0004'],
    ['nothing', '\r'],
  ])('is none with %s', async (_, keys) => {
    const { modes, source } = terminal(keys);
    expect([await source('k0.pem'), modes.at(-1)]).toEqual([null, false]);
  });

  it('is none where there is no terminal', async () => {
    const ask = () => expect.fail('asked');
    expect(await typedPassphrase({ input: new PassThrough(), ask })('k0.pem')).toBeNull();
  });
});
