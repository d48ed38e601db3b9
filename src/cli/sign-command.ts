import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { openBundle } from '../bundle/open-bundle.ts';
import { withSignatures } from '../bundle/sign-bundle.ts';
import { signedBytes } from '../bundle/verify-signature.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import { signHelp } from '../messages/command-words.ts';
import { passphraseLine, pushFailureWords, signedLine } from '../messages/push-words.ts';
import { speakFor } from './command-line.ts';
import { nodeDigests } from './device-chip.ts';
import { readable, writeNewFile } from './local-files.ts';
import { passphraseFrom, typedPassphrase } from './passphrase.ts';
import { readPrivateKey } from './private-key.ts';
import { parseSignOptions, type SignOptions } from './sign-options.ts';
import { printLine } from './terminal.ts';
import { printInformation } from './print-information.ts';

const WRONG_USE = 1;
const REFUSED = 2;

/** Signs a bundle with private keys in PEM files; the rest of it stays byte for byte. `name`: what a person types. */
export async function signCommand(args: readonly string[], name: string): Promise<void> {
  await speakFor(args, process.env);
  try {
    const command = parseSignOptions(args);
    switch (command.kind) {
      case 'help':
      case 'version':
        printInformation(command, signHelp(name));
        return;
      case 'sign':
        await signFile(command.options);
    }
  } catch (reason) {
    const failure = toFailure(OtaError.from(reason));
    printLine(pushFailureWords(failure), 'stderr');
    process.exitCode = failure.code.startsWith('bundle/') ? REFUSED : WRONG_USE;
  }
}

async function signFile({ file, keys, passphraseFile, output }: SignOptions): Promise<void> {
  const passphraseOf =
    passphraseFile === null
      ? typedPassphrase({
          input: process.stdin,
          ask: (pem) => printLine(passphraseLine(pem), 'stderr'),
        })
      : passphraseFrom(passphraseFile);
  const loaded: { readonly slot: number; readonly key: KeyObject }[] = [];
  for (const [slot, pem] of keys)
    loaded.push({ slot, key: await readPrivateKey(pem, passphraseOf) });
  const blob = await readable(file, () => openAsBlob(file));
  const { signal } = new AbortController();
  const fileName = path.basename(file);
  const { bytes } = await openBundle(blob, { fileName, signal, digests: nodeDigests });
  const manifest = signedBytes(bytes).bytes;
  const made = loaded.map(({ slot, key }) => [slot, sign('sha256', manifest, key)] as const);
  const signed = withSignatures(bytes, new Map(made));
  // What was made is read as strictly as what is given.
  await openBundle(new Blob([new Uint8Array(signed)]), { fileName, signal, digests: nodeDigests });
  writeNewFile(output, signed);
  for (const { slot, key } of loaded) printLine(signedLine(slot, publicKeyText(key)));
}

/** As `update.keyN` takes it. */
const publicKeyText = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
