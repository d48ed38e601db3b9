import { isSecretName, namesSecret } from '../contracts/secret-names.ts';
import { encodeBase64 } from '../ota-core/primitives/base64.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { COVER } from './recording.ts';

/** Shorter ones are covered where they stand alone: as a part of other words they are everywhere. */
const LEAST_WITHIN = 4;
const MOST_SECRETS = 1_000;
const LONGEST_SECRET = 8_192;

/** What follows the name of a secret in a text. */
const AFTER_NAME =
  /(?:pass(?:word|wd|phrase)?|psk|secret|token|api[ _-]?key|private[ _-]?key)["']?\s*[:=]\s*("[^"]*"|'[^']*'|[^\s,;]+)/gi;

/**
 * The secrets of one update by their values: what its host knew, and what went by under the name of one. Wherever such a value
 * appears, as it is or encoded, it is covered.
 */
export class KnownSecrets {
  readonly #values = new Set<string>();
  #pattern: RegExp | null = null;

  add(value: string): void {
    const isKept = value !== '' && value !== COVER && value.length <= LONGEST_SECRET;
    if (!isKept || this.#values.has(value) || this.#values.size >= MOST_SECRETS) return;
    this.#values.add(value);
    this.#pattern = null;
  }

  /** All texts below the name of a secret in the arguments of a call. Those of a configuration name what they are about by `key`. */
  learnFromParams(params: unknown): void {
    if (!isRecord(params)) return;
    const { key, value, ...others } = params;
    if (namesSecret(key)) this.#addAll(value);
    this.#learnIn(typeof key === 'string' ? { ...others, in: value } : params);
  }

  /** The same in an answer. `key`: what the question was about. */
  learnFromResult(result: unknown, key: unknown): void {
    if (namesSecret(key)) this.#addAll(result);
    else this.#learnIn(result);
  }

  /** Of a line that a device printed. */
  learnFromText(text: string): void {
    for (const [, value = ''] of text.matchAll(AFTER_NAME))
      this.add(value.replace(/^(["'])(.*)\1$/, '$2'));
  }

  cover(text: string): string {
    if (this.#values.size === 0 || text === '') return text;
    if (this.#values.has(text)) return COVER;
    this.#pattern ??= patternOf([...this.#values]);
    return text.replace(this.#pattern, COVER);
  }

  #learnIn(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#learnIn(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value))
      if (isSecretName(name)) this.#addAll(inner);
      else this.#learnIn(inner);
  }

  #addAll(value: unknown): void {
    if (typeof value === 'string') this.add(value);
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) this.#addAll(inner);
  }
}

function patternOf(values: readonly string[]): RegExp {
  const forms = values.flatMap((value) => {
    const all = formsOf(value).map(escaped);
    return value.length < LEAST_WITHIN
      ? all.map((form) => `(?<![A-Za-z0-9])${form}(?![A-Za-z0-9])`)
      : all;
  });
  // The longest first: a form may begin with another one.
  forms.sort((one, other) => other.length - one.length);
  return new RegExp(forms.join('|'), 'g');
}

/** A value as it is, and as other texts carry it. */
export function formsOf(value: string): readonly string[] {
  const bytes = encodeUtf8(value);
  const json = inJson(value);
  const percent = percentOf(value);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const base64 = inBase64(bytes);
  const forms = [
    ...[value, json, inJson(json), asciiOf(json), inJson(asciiOf(json))],
    ...[percent, lowerPercent(percent), percentAll(hex), lowerPercent(percentAll(hex))],
    ...[percent.replaceAll('%20', '+'), lowerPercent(percent).replaceAll('%20', '+')],
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    ...(bytes.length < LEAST_WITHIN ? [] : [hex, hex.toUpperCase()]),
  ];
  return [...new Set(forms)].filter((form) => form !== '');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As devices and frames write it: nothing above U+007F. */
const asciiOf = (json: string): string =>
  json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A half of a surrogate pair cannot be encoded: it is as good as any other character that is no text. */
const percentOf = (text: string): string => encodeURIComponent(wellFormed(text));

const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

const lowerPercent = (text: string): string =>
  text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

const percentAll = (hex: string): string => hex.toUpperCase().replace(/../g, '%$&');

/** Of a secret in the middle of something longer: at each of the three places in a group, the letters that it alone decides. */
function inBase64(bytes: Uint8Array): readonly string[] {
  const cores = [0, 1, 2].map((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return encodeBase64(padded).slice(first, last);
  });
  const whole = encodeBase64(bytes);
  return [whole, whole.replace(/=+$/, ''), ...cores.filter((core) => core.length >= LEAST_WITHIN)];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
