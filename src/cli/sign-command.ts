import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { openAsBlob, readFileSync } from 'node:fs';
import path from 'node:path';
import { openBundle } from '../bundle/open-bundle.ts';
import { withSignatures } from '../bundle/sign-bundle.ts';
import { signedBytes } from '../bundle/verify-signature.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import { signHelp } from '../messages/command-words.ts';
import { pushFailureWords, signedLine } from '../messages/push-words.ts';
import { badOption, speakFor } from './command-line.ts';
import { nodeDigests } from './device-chip.ts';
import { readable, writeNewFile } from './local-files.ts';
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

async function signFile({ file, keys, output }: SignOptions): Promise<void> {
  const loaded = [...keys].map(([slot, pem]) => ({ slot, key: readPrivateKey(pem) }));
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

/** Throws OtaError file/unreadable, and use/bad-option where it holds no private key on P-256. */
function readPrivateKey(pem: string): KeyObject {
  const text = readable(pem, () => readFileSync(pem));
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Refused below, as a key on another curve.
  }
  throw badOption('--sign-key', pem);
}

/** As `update.keyN` takes it. */
const publicKeyText = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
