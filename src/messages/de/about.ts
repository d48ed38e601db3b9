import type { Catalogue } from '../catalogue.ts';

const damaged = (what: string, key: string): string =>
  `Im Speicher dieses Browsers beschädigt und nicht verwendet: ${what} ${key === '' ? '(ohne Namen)' : key}.`;

export default {
  build: {
    commit: (commit) => `Commit ${commit}`,
    unknownCommit: 'Commit unbekannt',
    build: (build) => `Build ${build}`,
    fromSource: 'aus dem Quelltext gestartet',
  },
  firmware: {
    ofBuild: (version, build) => `${version} (Build ${build})`,
    newCopy: (version) => `${version} (neue Kopie)`,
  },
  damaged: {
    device: (key) => damaged('die Angaben zum Gerät', key),
    update: (key) => damaged('die Aufzeichnung des Updates', key),
    bluetooth: (key) => damaged('die Erfahrungen mit Bluetooth bei', key),
  },
} satisfies Pick<Catalogue, 'build' | 'firmware' | 'damaged'>;
