import * as v from 'valibot';
import { membersOf } from './members.ts';

/** What a device reports of its updates: `reported.ota`, or the flat members of 2017 (pull-and-post.md#shadow). */
export interface ReportedUpdate {
  /** The last one it took; empty: none. null: it does not say. */
  readonly url: string | null;
  /** Below 0: failed; 0: under way; above: applied, and about to restart. */
  readonly code: number | null;
  readonly message: string | null;
  readonly percent: number | null;
  /** Of ota-service.md#states; null: it does not say. */
  readonly state: number | null;
  /** What runs; null where it does not say. */
  readonly firmware: { readonly version: string; readonly buildId: string | null } | null;
  /** null: it does not say. */
  readonly committed: boolean | null;
  readonly member: UrlMember;
}

/** `desired.ota.url`, or `desired.ota_url` of 2017. */
export type UrlMember = 'ota' | 'ota_url';

/** Longer texts are cut: nobody reads them. */
const LONGEST_TEXT = 2048;

const text = v.fallback(
  v.nullable(
    v.pipe(
      v.string(),
      v.transform((whole) => whole.slice(0, LONGEST_TEXT)),
    ),
  ),
  null,
);
const whole = v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger())), null);
const flag = v.fallback(v.nullable(v.boolean()), null);
const percent = v.fallback(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), null);

/** Each member for itself: one of another type counts as not there, and the rest is read. */
const otaSchema = v.object({
  url: v.optional(text, null),
  code: v.optional(whole, null),
  message: v.optional(text, null),
  progress_percent: v.optional(percent, null),
  state: v.optional(whole, null),
  fw_version: v.optional(text, null),
  fw_id: v.optional(text, null),
  is_committed: v.optional(flag, null),
});
const flatSchema = v.object({
  ota_url: v.optional(text, null),
  ota_code: v.optional(whole, null),
  ota_message: v.optional(text, null),
});
const desiredSchema = v.object({
  ota: v.optional(v.fallback(v.nullable(v.object({ url: v.optional(text, null) })), null), null),
  ota_url: v.optional(text, null),
});

/** null: nothing of updates is in it. */
export function reportedUpdate(reported: unknown): ReportedUpdate | null {
  const members = membersOf(reported);
  if (members === null) return null;
  const ota = v.safeParse(otaSchema, membersOf(members['ota']));
  if (ota.success) {
    const { url, code, message, fw_version: version, fw_id: buildId } = ota.output;
    const firmware = version === null ? null : { version, buildId };
    const { progress_percent: progress, is_committed: committed, state } = ota.output;
    return { url, code, message, percent: progress, state, firmware, committed, member: 'ota' };
  }
  const flat = v.safeParse(flatSchema, members);
  if (!flat.success || !Object.keys(members).some((name) => name.startsWith('ota_'))) return null;
  const { ota_url: url, ota_code: code, ota_message: message } = flat.output;
  const none = { percent: null, state: null, firmware: null, committed: null } as const;
  return { url, code, message, ...none, member: 'ota_url' };
}

/** What the device is to fetch; null: nothing. */
export function desiredUrl(desired: unknown): string | null {
  const parsed = v.safeParse(desiredSchema, desired);
  if (!parsed.success) return null;
  return parsed.output.ota?.url ?? parsed.output.ota_url;
}

/** `desired`, or the part of it that changes, as a document has it. */
export const desiredWith = (url: string | null, member: UrlMember): object =>
  member === 'ota' ? { ota: { url } } : { ota_url: url };
