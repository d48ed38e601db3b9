/**
 * A receipt as a file: what was done to a device, signed with a key of the browser that did it. One line of JSON with its members in
 * the order of the alphabet and no space between them, so that there is one way to write it and any other is none:
 *
 *   {"format":"slipway-receipt-1","key":{"algorithm":"Ed25519","public":"…"},"receipt":{…},"signature":"…"}
 *
 * Signed are the bytes of the same line without `signature`: the key is part of what it signs. The digest of a receipt is the SHA-256
 * of those bytes.
 */
import * as v from 'valibot';
import { decodeBase64, encodeBase64 } from '../ota-core/primitives/base64.ts';
import { digestBytes, nobleDigests } from '../ota-core/primitives/digest.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { TOLD } from './past-update.ts';
import type { PastUpdate } from './past-update.ts';

const FORMAT = 'slipway-receipt-1';

/** More is none of ours, and is not read. */
export const MOST_RECEIPT_CHARACTERS = 128 * 1024;

const receipt = v.object({
  ...TOLD,
  /** Code of what kept it from ending well; null = nothing did. */
  why: v.nullable(v.pipe(v.string(), v.maxLength(100))),
});

export type Receipt = v.InferOutput<typeof receipt>;

export const RECEIPT_ALGORITHMS = ['Ed25519', 'P-256'] as const;
export type ReceiptAlgorithm = (typeof RECEIPT_ALGORITHMS)[number];

/** Of a public key: the 32 bytes of RFC 8032, or the uncompressed point of SEC 1. */
export const KEY_BYTES = { Ed25519: 32, 'P-256': 65 } as const satisfies Record<
  ReceiptAlgorithm,
  number
>;
/** Of both kinds of signature: R and S, r and s. */
export const SIGNATURE_BYTES = 64;

const base64 = v.pipe(
  v.string(),
  v.maxLength(128),
  v.check((value) => decodeBase64(value) !== null),
);

const signedReceipt = v.object({
  format: v.literal(FORMAT),
  key: v.object({ algorithm: v.picklist(RECEIPT_ALGORITHMS), public: base64 }),
  receipt,
  signature: base64,
});

export interface ReceiptKey {
  readonly algorithm: ReceiptAlgorithm;
  readonly publicKey: Uint8Array;
}

/** A receipt that is written to the letter; whether its signature fits is not looked at yet. */
export interface ReadReceipt {
  readonly receipt: Receipt;
  readonly key: ReceiptKey;
  readonly signature: Uint8Array;
  /** What was signed. */
  readonly bytes: Uint8Array;
}

/** What of a record is on its receipt. */
export function receiptOf({ failure, ...told }: PastUpdate): Receipt {
  return { ...told, why: failure?.code ?? null };
}

/** What is signed. */
export const bytesToSign = (told: Receipt, key: ReceiptKey): Uint8Array =>
  encodeUtf8(canonicalJson(signed(told, key)));

/** The whole file. */
export const receiptText = (told: Receipt, key: ReceiptKey, signature: Uint8Array): string =>
  canonicalJson({ ...signed(told, key), signature: encodeBase64(signature) });

const signed = (told: Receipt, { algorithm, publicKey }: ReceiptKey) => ({
  format: FORMAT,
  key: { algorithm, public: encodeBase64(publicKey) },
  receipt: told,
});

/** null: it is no receipt, or not written as this app writes one. Blanks around it are nobody's. */
export function readReceipt(text: string): ReadReceipt | null {
  const line = text.replace(/^\uFEFF/, '').trim();
  if (line.length > MOST_RECEIPT_CHARACTERS) return null;
  const parsed = v.safeParse(signedReceipt, jsonOrNull(line));
  if (!parsed.success || canonicalJson(parsed.output) !== line) return null;
  const { key, receipt: told, signature } = parsed.output;
  const publicKey = decodeBase64(key.public);
  const given = decodeBase64(signature);
  if (publicKey?.length !== KEY_BYTES[key.algorithm] || given?.length !== SIGNATURE_BYTES)
    return null;
  const whose = { algorithm: key.algorithm, publicKey };
  return { receipt: told, key: whose, signature: given, bytes: bytesToSign(told, whose) };
}

/** SHA-256, lower-case hex. */
export const sha256Of = (bytes: Uint8Array): string =>
  toHex(digestBytes(bytes, 'sha256', nobleDigests));

/** What people compare: the first 16 bytes of the SHA-256 of the public key, in groups of four digits. */
export const keyFingerprint = ({ publicKey }: Pick<ReceiptKey, 'publicKey'>): string =>
  sha256Of(publicKey).slice(0, 32).match(/.{4}/g)?.join(' ') ?? '';

/** Members in the order of their code units, no blanks. Throws what cannot be written so. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  const written = members.map(
    ([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`,
  );
  return `{${written.join(',')}}`;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no receipt
  }
}
