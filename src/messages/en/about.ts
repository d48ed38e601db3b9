/** Builds of Slipway and of firmwares by name, and what this browser has kept and cannot read any more. */

const damaged = (what: string, key: string): string =>
  `Damaged in this browser's storage and not used: ${what} ${key === '' ? '(no name)' : key}.`;

export default {
  build: {
    commit: (commit: string) => `commit ${commit}`,
    unknownCommit: 'commit unknown',
    build: (build: string) => `build ${build}`,
    fromSource: 'run from source',
  },
  /** A firmware beside another one of the same version. */
  firmware: {
    ofBuild: (version: string, build: string) => `${version} (build ${build})`,
    newCopy: (version: string) => `${version} (new copy)`,
  },
  /** A record in this browser that is damaged. `key`: empty where that is damaged, too. */
  damaged: {
    device: (key: string) => damaged('what was kept of the device', key),
    update: (key: string) => damaged('the record of the update', key),
    bluetooth: (key: string) => damaged('what was learned of Bluetooth with', key),
  },
};
