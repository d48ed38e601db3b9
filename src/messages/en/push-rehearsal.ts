/** What `push --dry-run` prints of a rehearsal. */
import { duration } from '../numbers.ts';

const times = (of: number): string => (of === 1 ? 'once' : `${of} times`);

const bases = {
  link: 'the link was measured just now, and flash counts at its usual speed',
  device: 'as the last update of this device took',
};

export default {
  pushRehearsal: {
    /** `version` null: no device was asked. */
    standIn: (of: { readonly profile: string; readonly version: string | null }) =>
      of.version === null
        ? `Rehearses on an emulated ${of.profile} that runs an older version and has no files: no device was asked.`
        : `Rehearses on an emulated ${of.profile} that runs ${of.version} and has the files of the device. Nothing is written to the device itself.`,
    reading: (files: number) =>
      `Reading ${files === 1 ? '1 file' : `${files} files`} of the device …`,
    /** Some of its files. */
    unread: (files: number) =>
      `The device does not hand out ${files === 1 ? '1 file' : `${files} files`}: others of the same size stand in for them.`,
    noFiles: 'The device does not tell its files: none are rehearsed.',
    noKeys: 'The device does not tell its keys: signatures are not rehearsed.',
    cutting: (operations: number) =>
      `The update works. Cutting the power before and in the middle of each of its ${operations} flash operations …`,
    progress: (percent: number) => `${percent} % of the power cuts tried`,
    safe: (cuts: number) =>
      `Safe: after each of ${cuts} power cuts the device came to rest by itself on a whole firmware, with its files.`,
    ends: (of: { readonly old: number; readonly fresh: number; readonly to: string }) =>
      `It ran ${of.to} ${times(of.fresh)}, and ${times(of.old)} the firmware from before.`,
    /** `ms`: with power, until then. */
    longest: (of: {
      readonly ms: number;
      readonly operation: number;
      readonly partition: string;
    }) =>
      `That took ${duration(of.ms)} at the longest: a cut at operation ${of.operation}, in ${of.partition}.`,
    weak: (of: { readonly cuts: number; readonly profile: string }) =>
      `Not counted: ${of.cuts === 1 ? '1 cut' : `${of.cuts} cuts`} within the boot record, which the boot loader of the vendor (${of.profile}) does not get over. That is so with every update: keep the power on when the device restarts.`,
    broken: (of: {
      readonly place: 'before' | 'middle';
      readonly kind: 'program' | 'erase';
      readonly operation: number;
      readonly partition: string;
      readonly why: string;
    }) =>
      `Power cut ${of.place === 'before' ? 'before' : 'in the middle of'} operation ${of.operation} (${of.kind}, ${of.partition}): ${of.why}`,
    keeps: (names: string) => `Files kept: ${names}`,
    overwrites: (names: string) => `Files replaced: ${names}`,
    adds: (names: string) => `Files added: ${names}`,
    loses: (names: string) => `Files lost: ${names}`,
    free: (size: string) => `Free for files afterwards: ${size}`,
    /** `over`: `over this cable`; `whole` null: how long this device restarts is not known. */
    foretold: (of: {
      readonly whole: string | null;
      readonly writing: string;
      readonly over: string;
      readonly basis: 'link' | 'device';
    }) =>
      of.whole === null
        ? `The real update will write for about ${of.writing} ${of.over}: ${bases[of.basis]}. Then the device restarts; how long that takes is not known before its first update here, usually 10 to 60 seconds.`
        : `The real update will take about ${of.whole} ${of.over}, ${of.writing} of it writing: ${bases[of.basis]}.`,
  },
};
