import { describe, expect, it } from 'vitest';
import { readDocument, shadowState } from '../../../src/shadow/documents.ts';
import { LONGEST_DOCUMENT_BYTES } from '../../../src/shadow/shadow.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const padded = (size: number): Uint8Array => bytes(`{"a":"${'x'.repeat(size - 8)}"}`);
const nested = (depth: number): Uint8Array =>
  bytes(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

describe('a document of a service', () => {
  it('is read up to its longest and its deepest, and no further', () => {
    expect(readDocument(padded(LONGEST_DOCUMENT_BYTES))).not.toBeNull();
    expect(readDocument(padded(LONGEST_DOCUMENT_BYTES + 1))).toBeNull();
    expect(readDocument(nested(64))).not.toBeNull();
    expect(readDocument(nested(65))).toBeNull();
  });

  it.each(['', 'x', '[]', 'null', '5', '"{}"', '{"a":1'])('is none of %j', (text) => {
    expect(readDocument(bytes(text))).toBeNull();
  });

  it('is no text that is not UTF-8', () => {
    expect(readDocument(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeNull();
  });

  it('holds nothing where it has neither part', () => {
    const nothing = { version: '7', desiredUrl: null, reported: null };
    expect(shadowState({}, '7')).toEqual(nothing);
    expect(shadowState({ desired: 'x', reported: [1] }, '7')).toEqual(nothing);
  });
});
