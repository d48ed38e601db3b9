/** What of a device's settings and files is not as it was before an update. Pure. */
import type { DeviceFile, FileContent } from '../contracts/managed-device.ts';
import { DEEPEST_NESTING } from '../contracts/peer-limits.ts';
import { isSecretName } from '../contracts/secret-names.ts';
import type {
  ComparedSettings,
  ComparedSettingsFile,
  FileFate,
  RevealedSetting,
  SettingDifference,
  SettingsSnapshot,
  SnapshotFile,
} from '../contracts/settings-snapshot.ts';
import { bytesEqual } from '../ota-core/primitives/bytes.ts';
import { decodeUtf8 } from '../ota-core/primitives/utf8.ts';

/** Of one file; a screen shows no more. */
export const MOST_DIFFERENCES = 100;
const LONGEST_VALUE = 200;

/** A file as it is now. */
export interface FileNow extends DeviceFile {
  readonly content: FileContent;
}

/** `now`: null where the device does not list its files. */
export function compareSnapshot(
  { takenAtMs, version, files: before }: SettingsSnapshot,
  now: readonly FileNow[] | null,
): ComparedSettings {
  if (before === null || now === null) return { takenAtMs, version, files: null, same: 0 };
  const after = new Map(now.map((file) => [file.name, file]));
  const known = new Set(before.map(({ name }) => name));
  const old = before.map((file) => compareFile(file, after.get(file.name) ?? null));
  const added = now.filter(({ name }) => !known.has(name)).map(({ name }) => newFile(name));
  const all = [...old, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = all.filter(({ fate }) => fate !== 'same');
  return { takenAtMs, version, files, same: all.length - files.length };
}

const newFile = (name: string): ComparedSettingsFile => ({
  ...{ name, fate: 'new', isBrought: false, canBePutBack: false, settings: [], moreSettings: 0 },
});

function compareFile(before: SnapshotFile, after: FileNow | null): ComparedSettingsFile {
  const { name, isBrought, bytes } = before;
  const fate = fateOf(before, after);
  const canBePutBack = bytes !== null && (fate === 'changed' || fate === 'lost');
  const now = after?.content.kind === 'read' ? after.content.bytes : null;
  const all =
    fate === 'changed' && bytes !== null && now !== null ? differences(name, bytes, now) : [];
  const settings = all.slice(0, MOST_DIFFERENCES).map(hidden);
  const moreSettings = all.length - settings.length;
  return { name, fate, isBrought, canBePutBack, settings, moreSettings };
}

function fateOf(before: SnapshotFile, after: FileNow | null): FileFate {
  if (after === null) return 'lost';
  if (before.sizeBytes !== after.sizeBytes) return 'changed';
  if (before.bytes === null || after.content.kind === 'not-given') return 'unread';
  if (after.content.kind === 'other-size') return 'changed';
  return bytesEqual(before.bytes, after.content.bytes) ? 'same' : 'changed';
}

/** Of the values of one secret; null: it has not changed, or is none. */
export function revealSetting(
  path: string,
  { name, bytes }: SnapshotFile,
  now: Uint8Array | null,
): RevealedSetting | null {
  if (bytes === null || now === null) return null;
  const found = differences(name, bytes, now).find((setting) => setting.path === path);
  return found === undefined ? null : { before: found.before, after: found.after };
}

const hidden = (setting: SettingDifference): SettingDifference =>
  setting.isSecret
    ? {
        ...setting,
        before: setting.before === null ? null : '',
        after: setting.after === null ? null : '',
      }
    : setting;

/** Empty where one of the two is no JSON object. */
function differences(
  name: string,
  before: Uint8Array,
  after: Uint8Array,
): readonly SettingDifference[] {
  if (!name.endsWith('.json')) return [];
  const [old, fresh] = [valuesIn(before), valuesIn(after)];
  if (old === null || fresh === null) return [];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [old.get(path) ?? null, fresh.get(path) ?? null];
    const isSecret = path.split('.').some(isSecretName);
    return was === is ? [] : [{ path, before: was, after: is, isSecret }];
  });
}

/** By path, as JSON; arrays are values. null: it is no object, or none that can be read. */
function valuesIn(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const text = decodeUtf8(bytes);
  if (text === null) return null;
  const found = new Map<string, string>();
  const walk = (node: unknown, names: readonly string[]): void => {
    if (names.length > DEEPEST_NESTING) return;
    if (typeof node !== 'object' || node === null || Array.isArray(node)) {
      const value = JSON.stringify(node);
      found.set(names.join('.'), value.slice(0, LONGEST_VALUE));
    } else for (const [name, inner] of Object.entries(node)) walk(inner, [...names, name]);
  };
  try {
    const tree: unknown = JSON.parse(text);
    if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return null;
    walk(tree, []);
    return found;
  } catch {
    return null; // it is compared by its bytes
  }
}
