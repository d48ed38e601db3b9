/**
 * `node --import tsx tests/support/bundle/make-platform-bundle.ts LIKE PLATFORM`: the fixture of a platform whose
 * bundles differ from another's in the name of the platform only.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFixture } from './fixture.ts';
import { renamePlatform } from './rename-platform.ts';

const [from = '', to = ''] = process.argv.slice(2);
const folder = path.resolve(import.meta.dirname, '../../fixtures/bundles');
const bytes = renamePlatform(readFixture(`demo-${from}-1.1.0.zip`), { from, to });
writeFileSync(path.join(folder, `demo-${to}-1.1.0.zip`), bytes, { flag: 'wx' });
