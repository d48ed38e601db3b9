import { describe, expect, it } from 'vitest';
import type { SignatureRule, SignatureVerdict } from '../../../src/contracts/signature.ts';
import { judgeSignature } from '../../../src/bundle/verify-signature.ts';
import { failureWords } from '../../../src/messages/failures.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';
import { signatureFindings, strictestRule } from '../../../src/update/signature-findings.ts';

const VERDICTS: readonly (readonly [SignatureVerdict, string])[] = [
  [{ kind: 'unsigned' }, 'bundle/not-signed'],
  [{ kind: 'unknown' }, 'bundle/unknown-signer'],
  [{ kind: 'broken', why: 'no-match' }, 'bundle/signature-broken'],
];

describe('a rule for signatures', () => {
  it.each(VERDICTS)('stops, or asks, where %o is what there is', (verdict, code) => {
    const found = (rule: SignatureRule) =>
      signatureFindings({ verdict, rules: [{ app: 'demo', rule }], isPackedAnew: false }, [
        'demo',
      ]).map(({ failure, force }) => [failure.code, force]);
    expect(found('require')).toEqual([[code, null]]);
    expect(found('warn')).toEqual([[code, 'unsigned']]);
    expect(found('show')).toEqual([]);
  });

  it('is content with a good signature', () => {
    const verdict = { kind: 'good', by: ['x'] } as const;
    for (const rule of ['show', 'warn', 'require'] as const)
      expect(
        signatureFindings({ verdict, rules: [{ app: null, rule }], isPackedAnew: true }, ['demo']),
      ).toEqual([]);
  });

  it('is for one application by its exact name, or for all, and the strictest counts', () => {
    const rules = [
      { app: 'demo', rule: 'require' },
      { app: 'lamp', rule: 'warn' },
    ] as const;
    expect(strictestRule(rules, ['demo'])).toBe('require');
    expect(strictestRule(rules, ['lamp', ''])).toBe('warn');
    expect(strictestRule(rules, ['Demo', 'dem', 'demo2'])).toBe('show');
    expect(strictestRule([...rules, { app: null, rule: 'warn' }], ['x'])).toBe('warn');
  });

  it('for what the device runs is not left by giving the file another name', () => {
    const signature = {
      verdict: VERDICTS[2]![0],
      rules: [{ app: 'demo', rule: 'require' }],
      isPackedAnew: false,
    } as const;
    expect(signatureFindings(signature, ['eemo', 'demo'])).toMatchObject([{ force: null }]);
    expect(signatureFindings(signature, ['eemo', 'lamp'])).toEqual([]);
  });

  it.each([
    [['inner-archive'], false],
    [['compressed'], false],
    [['folders', 'compressed'], true],
    [['streamed'], true],
  ] as const)(
    'of an unsigned firmware mended of %j says that packing lost it: %s',
    async (mended, is) => {
      const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
      const trust = { keys: [], rules: [{ app: null, rule: 'warn' }] } as const;
      const [finding] = signatureFindings(await judgeSignature({ bundle, mended }, trust), []);
      const failure = finding!.failure;
      expect(failure).toMatchObject({ code: 'bundle/not-signed' });
      expect('packedAnew' in failure.facts).toBe(is);
      const next = is ? /packed anew, which removes a signature/ : /^Ask your supplier/;
      expect(failureWords(failure).next).toMatch(next);
    },
  );
});
