import { formatTrust, type PinnedKey } from '../../../src/contracts/signature-trust.ts';
import type { SignatureRule } from '../../../src/contracts/signature.ts';
import { TRUST_KEY } from '../../../src/ui/state/restartable-updater.ts';
import { readPublicKey } from '../../../src/workers/updater/public-key.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

export const signedFile = 'demo-esp32-1.1.0-signed-k0-k2.zip';
const UNSIGNED = 'demo-esp32-1.1.0.zip';

/** The public key of tests/fixtures/keys/k0.pub. */
export const fixtureKey =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEz8nyY3un8GkgRRW7vi7fVg55d/1NfgtZNkopW3C6kYEcJbXEhUZsBjbTwi6i3zbeMX3iN4XprzESL5cUzPxi1Q==';

const pinned = (app: string | null): PinnedKey => {
  const read = readPublicKey(fixtureKey);
  if (read === null) throw new Error('no key');
  return { name: 'Plant release 2026', app, ...read };
};

/** As somebody left it who trusts this key, for all firmware or one application. */
const choosing =
  (file: string, trust: { readonly app?: string; readonly rule?: SignatureRule } = {}): Script =>
  async (world) => {
    const rules = trust.rule === undefined ? [] : [{ app: 'demo', rule: trust.rule }];
    localStorage.setItem(TRUST_KEY, formatTrust({ keys: [pinned(trust.app ?? null)], rules }));
    await world.choose(file);
  };

/** The same, of a firmware that this key signed. */
export const trusting = (trust: Parameters<typeof choosing>[1] = {}): Script =>
  choosing(signedFile, trust);

const withDevice =
  (script: Script): Script =>
  async (world: World) => {
    await script(world);
    await world.connect();
  };

export const signatureScripts = {
  'signature-good': choosing(signedFile),
  'signature-unknown': choosing('demo-esp32-1.1.0-signed-k1-in-slot0.zip', { app: 'blinky' }),
  'signature-broken': choosing('bad-signature-manifest-changed.zip'),
  'signature-ask': withDevice(choosing(UNSIGNED, { rule: 'warn' })),
  'signature-required': withDevice(choosing(UNSIGNED, { rule: 'require' })),
  'signature-keys': async (world) => {
    await choosing(signedFile, { app: 'demo', rule: 'require' })(world);
    await world.show();
    await world.press('summary', 'Trusted keys');
    await world.press('button', 'Trust this key');
  },
} as const satisfies Readonly<Record<string, Script>>;
