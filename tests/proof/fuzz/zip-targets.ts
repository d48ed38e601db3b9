import { createHash } from 'node:crypto';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { parseBundle } from '../../../src/bundle/open-bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { decodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { parseManifest } from '../../../src/ota-core/update/manifest.ts';
import { readFixture } from '../../support/bundle/fixture.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';
import {
  nodeDigests,
  pushBlindly,
  readWindow,
  startUpdate,
} from '../../support/ota-core/update/update-bench.ts';
import { recordZip } from '../../support/ota-core/update/zip-recorder.ts';
import { require, textOf, wholeOf, type FuzzTarget } from './target.ts';

const APP = utf8('application '.repeat(60));
const FS = utf8('filesystem '.repeat(50));

/** A whole bundle in 2 kB: mutations of a larger one would mostly hit its bulk. */
const SMALL = makeBundle({
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  buildId: 'b',
  parts: [
    { name: 'app', src: 'app.bin', bytes: APP },
    { name: 'fs', src: 'fs.img', bytes: FS },
  ],
});
const MANIFEST = SMALL.subarray(43, 43 + new DataView(SMALL.buffer).getUint32(18, true));
const IN_FOLDER = forgeZip([
  { name: 'demo-1.1.0/manifest.json', bytes: MANIFEST, local: { extra: utf8(':)\x02\0{}') } },
  { name: 'demo-1.1.0/app.bin', bytes: APP },
  { name: 'demo-1.1.0/fs.img', bytes: FS },
]);
const STREAMED = forgeZip([
  { name: 'manifest.json', bytes: MANIFEST, local: { flags: 8 }, after: new Uint8Array(16) },
]);
const TINY = forgeZip([
  { name: 'manifest.json', bytes: utf8('{}'), local: { extra: utf8(':)\x02\0{}') } },
  { name: 'x/app.bin', bytes: utf8('application') },
  { name: 'empty', bytes: new Uint8Array(0) },
]);
const ZIPS = [SMALL, IN_FOLDER, STREAMED];

const zipStream: FuzzTarget = {
  name: 'zip-stream',
  corpus: [TINY, TINY, TINY, ...ZIPS],
  isCuttable: true,
  run: (pieces) => textOf(recordZip(pieces)),
};

/** Whatever the host takes, the device's parser takes; refusals are OtaErrors of bundles. */
const centralDirectory: FuzzTarget = {
  name: 'central-directory',
  corpus: ZIPS,
  isCuttable: false,
  run(pieces) {
    const bytes = wholeOf(pieces);
    try {
      const bundle = parseBundle(bytes, { fileName: 'fw.zip', digests: nodeDigests });
      require(recordZip([bytes]).state.phase === 'done', 'taken by the host, not by the device');
      return textOf(bundle);
    } catch (error) {
      if (!(error instanceof OtaError)) throw error;
      const { code } = OtaError.from(error);
      require(code.startsWith('bundle/'), `refused with ${code}`);
      return code;
    }
  },
};

/** Whatever we take as JSON, JSON.parse takes. */
const manifest: FuzzTarget = {
  name: 'manifest',
  corpus: [
    MANIFEST,
    ...['demo-esp32-1.1.0.zip', 'demo-cc3200-1.1.0.zip', 'demo-esp8266-1.1.0.zip'].map((name) => {
      const zip = readFixture(name);
      return zip.slice(43, 43 + new DataView(zip.buffer).getUint32(18, true));
    }),
  ],
  isCuttable: false,
  run(pieces) {
    const bytes = wholeOf(pieces);
    const outcome = parseManifest(bytes);
    if (outcome.ok) JSON.parse(decodeUtf8(bytes) ?? '');
    return textOf(outcome);
  },
};

const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/** Pushed blindly: only the target slot changes, and what is staged is what the manifest says. */
const updater: FuzzTarget = {
  name: 'updater',
  corpus: [SMALL, IN_FOLDER],
  isCuttable: true,
  run(pieces) {
    const run = startUpdate();
    const state = pushBlindly(run, pieces);
    require(run.strays === 0, 'written outside the target slot');
    for (const image of run.staged) {
      const part = run.updater.manifest?.parts.find(({ name }) => name === 'app');
      const app = readWindow(run.chip, 'app').subarray(0, image.sizeBytes);
      require(sha1(app) === part?.sha1, 'staged what the manifest does not say');
    }
    return textOf([state, run.story]);
  },
};

export const zipTargets: readonly FuzzTarget[] = [zipStream, centralDirectory, manifest, updater];
