/** The list of platforms: what is said of one in two places agrees. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { slotPartition } from '../../../../src/ota-core/device/profile.ts';
import { profileFor, ALL_PLATFORMS } from '../../../../src/ota-core/platforms/index.ts';
import { factsOf, PLATFORM_FACTS } from '../../../../src/ota-core/platforms/facts.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../src/ota-core/platforms');

const emulated = ALL_PLATFORMS.filter(({ profiles }) => profiles.length > 0);

it('the list has every folder of a platform, each once', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(PLATFORM_FACTS.map(({ name }) => name).sort()).toEqual(folders.sort());
});

it('a platform that nobody knows has no facts', () => {
  expect(factsOf('constructor')).toBeNull();
  expect(factsOf('esp32')?.name).toBe('esp32');
});

it('no two platforms or profiles have the same name', () => {
  const names = ALL_PLATFORMS.flatMap(({ profiles }) => profiles.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(profileFor({ profile: 'reference' })?.arch).toBe('esp32');
});

describe.each(PLATFORM_FACTS.map((facts) => [facts.name, facts] as const))(
  'the %s',
  (name, facts) => {
    it('is called in the radio as its devices call themselves', () => {
      expect(facts.namePrefix).toBe(`${name}_`);
    });
  },
);

describe.each(emulated.map((platform) => [platform.facts.name, platform] as const))(
  'the profiles of the %s',
  (name, { facts, profiles }) => {
    it('begin with the one that has its name, and are all of its arch', () => {
      expect(profiles[0]?.name).toBe(name);
      for (const profile of profiles) expect(profile.arch).toBe(name);
    });

    it('have the parts of the platform, and are as much of a guess', () => {
      for (const profile of profiles) {
        expect(profile.requiredParts).toEqual(facts.parts);
        expect(profile.isGuess).toBe(facts.isGuess);
      }
    });

    it('each have their facts of safety, and no other form has any', () => {
      const names = profiles.map((profile) => profile.name);
      expect(Object.keys(facts.safety).sort()).toEqual(names.sort());
      expect(facts.vendorSafety?.isHardened).toBe(false);
    });

    it('compare names of entries as the vendor does where they are the vendor’s form', () => {
      for (const { isStock, comparesSrc } of profiles)
        expect(comparesSrc).toBe(isStock ? facts.vendorComparesSrc : 'whole');
    });

    it('compare a SHA-1 as the vendor does where they are the vendor’s form', () => {
      for (const { isStock, comparesSha1 } of profiles)
        expect(comparesSha1).toBe(isStock ? facts.vendorComparesSha1 : 'any-case');
    });

    it('have an app partition as large as what is erased whole', () => {
      const { erasedAppBytes } = facts;
      for (const { partitions } of profiles) {
        const { sizeBytes } = slotPartition(partitions, 'app', 0);
        expect([null, sizeBytes]).toContain(erasedAppBytes);
      }
    });

    it('tell how much memory their chip has', () => {
      for (const { ram } of profiles) {
        expect(ram.free).toBeGreaterThan(0);
        expect(ram.size).toBeGreaterThan(ram.free);
      }
    });
  },
);
