/** What leaves the computer of a recording: the same without its secrets, by their names (taken out as they came) and by their values. */
import { mentionsSecret } from '../contracts/mentions-secret.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { COVER } from './recording.ts';
import type { RecordedOrder, Recording, RecordedLink, TapeItem } from './recording.ts';

export function sealed(recording: Recording, secrets: KnownSecrets): Recording {
  const cover = new Cover(secrets);
  const order = cover.order(recording.order);
  const tape = recording.tape.map((item) => cover.item(item));
  const states = recording.states.map((one) => ({ ...one, state: cover.state(one.state) }));
  const values = countOf({ order, tape, states });
  return { ...recording, order, tape, states, takenOut: { values, lines: cover.lines } };
}

class Cover {
  readonly #secrets: KnownSecrets;
  lines = 0;

  constructor(secrets: KnownSecrets) {
    this.#secrets = secrets;
  }

  text(text: string): string {
    return this.#secrets.cover(withoutSignIns(text));
  }

  /** What a device says of itself stands behind the first word; codes and words of our own stay. */
  state(state: string): string {
    const [, kind = '', said = ''] = /^(device|trial|committed) (.*)$/s.exec(state) ?? [];
    return kind === '' ? state : `${kind} ${this.text(said)}`;
  }

  /** Texts and names below it, however deep. */
  all(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item: unknown) => this.all(item));
    if (typeof value !== 'object' || value === null) return value;
    return this.#members(value);
  }

  #members(value: object): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [this.text(name), this.all(inner)]),
    );
  }

  order(order: RecordedOrder): RecordedOrder {
    const { firmware, commit, expected } = order;
    const { parts, entryNames } = firmware;
    return {
      ...order,
      expected:
        expected === null ? null : { mac: this.text(expected.mac), id: this.text(expected.id) },
      firmware: {
        ...firmware,
        fileName: this.text(lastName(firmware.fileName)),
        manifest: this.text(firmware.manifest),
        parts: parts.map((part) => ({
          ...part,
          ...{ name: this.text(part.name), file: this.text(part.file) },
        })),
        entryNames: entryNames.map((name) => this.text(name)),
      },
      commit:
        commit.kind === 'ask'
          ? {
              ...commit,
              checks: commit.checks.map((check) => ({
                ...check,
                ...{ name: this.text(check.name), method: this.text(check.method) },
                path: this.text(check.path),
                args: check.args === null ? null : this.#members(check.args),
                value: typeof check.value === 'string' ? this.text(check.value) : check.value,
              })),
            }
          : commit,
    };
  }

  item(item: TapeItem): TapeItem {
    switch (item.is) {
      case 'opened':
        return { ...item, as: this.#link(item.as) };
      case 'refused':
        return { ...item, facts: this.#members(item.facts) };
      case 'sent':
        return { ...item, method: this.text(item.method), params: this.all(item.params) };
      case 'answered':
        return item.error === undefined
          ? { ...item, result: this.all(item.result) }
          : { ...item, error: { ...item.error, message: this.text(item.error.message) } };
      case 'noise': {
        if (!mentionsSecret(item.text)) return { ...item, text: this.text(item.text) };
        this.lines += 1;
        return { ...item, text: '' };
      }
      case 'ended':
        return { ...item, detail: this.text(item.detail) };
      case 'files':
        return { ...item, found: this.#found(item.found) };
      case 'connect':
      case 'block':
      case 'took':
      case 'act':
      case 'woke':
      case 'time':
      case 'signed':
      case 'gap':
        return item;
    }
  }

  /** Of an address the scheme and the host, of a port its name. */
  #link(link: RecordedLink): RecordedLink {
    const host = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*/i.exec(withoutSignIns(link.label))?.[0];
    return { ...link, label: this.text(host ?? lastName(link.label)) };
  }

  #found(found: Extract<TapeItem, { is: 'files' }>['found']): typeof found {
    if (found === null) return null;
    const names = (list: readonly string[]): readonly string[] =>
      list.map((name) => this.text(name));
    const { image, merge } = found;
    return {
      image: image?.map((file) => ({ ...file, name: this.text(file.name) })) ?? null,
      merge:
        merge === null
          ? null
          : {
              ...merge,
              keeps: names(merge.keeps),
              overwrites: names(merge.overwrites),
              adds: names(merge.adds),
              failure:
                merge.failure === null
                  ? null
                  : { ...merge.failure, name: this.text(merge.failure.name) },
            },
    };
  }
}

/** Who calls and what is asked behind a question mark: of an address the place is enough. */
const withoutSignIns = (text: string): string =>
  text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'`<>/?#]*@/gi, `$1${COVER}@`)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s"'`<>?#]*)\?[^\s"'`<>]+/gi, `$1?${COVER}`);

const lastName = (path: string): string =>
  path
    .split(/[\\/]/)
    .filter((name) => name !== '')
    .at(-1) ?? '';

const countOf = (value: unknown): number => JSON.stringify(value).split(COVER).length - 1;
