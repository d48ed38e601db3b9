import { expect, it } from 'vitest';
import { stateWords } from '../../../src/messages/state-words.ts';

it('calls a file checked that has no valid signature by that, and never OK', () => {
  const broken = stateWords.fileOnly('1.1.0', true);
  expect(broken).toMatchObject({ headline: '1.1.0: the signature is not valid.' });
  expect(JSON.stringify(broken)).not.toMatch(/OK|no finding/);
  expect(stateWords.fileOnly('1.1.0').headline).toBe('1.1.0: file is OK. Choose a device.');
});
