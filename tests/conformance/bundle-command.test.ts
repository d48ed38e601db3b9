import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { readFixture } from '../support/bundle/fixture.ts';
import { open } from '../support/bundle/refusal.ts';

const TINY = 'demo-esp32-1.1.0-tiny.zip';
const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { parts } = await open(readFixture(TINY));
for (const { file, dataOffset, sizeBytes } of parts)
  writeFileSync(
    path.join(folder, file),
    readFixture(TINY).subarray(dataOffset, dataOffset + sizeBytes),
  );
writeFileSync(
  path.join(folder, 'build_info.json'),
  JSON.stringify({
    build_id: '20261101-120000/v1.1.0-3-g1234567-master',
    build_timestamp: '2026-11-01T12:00:00Z',
    build_version: '1.1.0',
  }),
);

const output = path.join(folder, 'fw.zip');
const APP = 'app:type=app,src=tinyapp.bin,encrypt=true,ptn=app_0';
const FS = 'fs:type=fs,src=tinylfs.img,fs_size=16384,ptn=fs_0';
const OUT = ['--output', output, '--src-dir', folder];
const BUILT = ['--name', 'demo', '--build-info', path.join(folder, 'build_info.json')];

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, commandArgs('bundle', args), {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return { status, out: stdout, error: stderr };
}

/** From address 0 on. */
function intelHex(bytes: Uint8Array): string {
  const record = (type: number, offset: number, data: Uint8Array): string => {
    const body = Buffer.from([data.length, offset >> 8, offset & 0xff, type, ...data]);
    const sum = body.reduce((all, byte) => all + byte, 0);
    return `:${body.toString('hex')}${Buffer.of(-sum & 0xff).toString('hex')}\n`.toUpperCase();
  };
  const starts = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, at) => 16 * at);
  const records = starts.map((at) => record(0, at, bytes.subarray(at, at + 16)));
  return [...records, record(1, 0, new Uint8Array(0))].join('');
}

describe('slipway bundle', () => {
  it('packs the very bytes of the official packer from the files of a build', () => {
    const { status, out, error } = run(...OUT, ...BUILT, '--platform', 'esp32', APP, FS);
    expect({ status, out, error }).toEqual({
      status: 0,
      out: `${output}: demo 1.1.0 for esp32, 25.6 kB, 2 parts.\n`,
      error: '',
    });
    const official = readFixture(TINY);
    expect(new Uint8Array(readFileSync(output)).length).toBe(official.length);
    expect(Buffer.compare(readFileSync(output), official)).toBe(0);
  });

  it('takes a part as Intel HEX, in the same bytes where it lies at address 0', () => {
    const app = readFileSync(path.join(folder, 'tinyapp.bin'));
    writeFileSync(path.join(folder, 'tinyapp.hex'), intelHex(app));
    const hex = APP.replace('.bin', '.hex');
    expect(run(...OUT, ...BUILT, '--platform', 'esp32', hex, FS).error).toBe('');
    expect(Buffer.compare(readFileSync(output), readFixture(TINY))).toBe(0);
  });

  it('begins with another package, and replaces, adds and leaves out', async () => {
    const input = `tests/fixtures/bundles/demo-esp32-1.1.0.zip`;
    const made = run(...OUT, '--input', input, '--fw-version', '2', APP, 'boot:-', '--attr', 'n=7');
    expect(made.error).toBe('');
    const { manifest } = await open(new Uint8Array(readFileSync(output)));
    expect(manifest.version).toBe('2');
    expect(manifest.parts.map(({ name }) => name)).toEqual(['app', 'fs', 'nvs', 'otadata', 'pt']);
    expect(manifest.parts[0]).toMatchObject({ src: 'tinyapp.bin', size: 8192 });
    expect(readFileSync(output).includes('\n "n": 7\n}')).toBe(true);
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'a part that is not there',
      [...BUILT, '--platform', 'esp32', APP, 'fs:src=gone.img'],
      1,
      /^\S*gone\.img cannot be read: [^\n]*\.\n$/,
    ],
    [
      'a part of another size',
      [...BUILT, '--platform', 'esp32', 'app:size=7,src=tinyapp.bin', FS],
      2,
      /^tinyapp\.bin is not the part the manifest names: it has 8192 bytes instead of 7\.\n$/,
    ],
    [
      'a platform that there is not',
      [...BUILT, '--platform', 'esp33', APP, FS],
      1,
      /^There is no platform "esp33"\. The platforms are: esp32, [^\n]*\.\n$/,
    ],
    ['a wrong option', [APP, '--compress'], 1, /^There is no option --compress\.\n$/],
    ['no part', [], 1, /^PART needs a value\.\n$/],
    [
      'a firmware that its platform does not start',
      [...BUILT, '--platform', 'esp32', APP],
      2,
      /^manifest\.json is incomplete: parts\.fs is missing or wrong\.\n$/,
    ],
  ])('answers %s with one sentence, and writes nothing', (_, args, status, words) => {
    rmSync(output, { force: true });
    const ended = run(...OUT, ...args);
    expect(ended.error).toMatch(words);
    expect([ended.status, ended.out, existsSync(output)]).toEqual([status, '', false]);
  });

  it('says all of it in German', () => {
    const made = run(...OUT, ...BUILT, '--platform', 'esp32', APP, FS, '--lang', 'de');
    expect(made.out).toMatch(/: demo 1\.1\.0 für esp32, 25,6\skB, 2 Teile\.\n$/);
    expect(run('--help', '--lang', 'de').out).toContain('Packt Teile zu einem Firmware-Paket');
  });

  it('takes checks and the versions that may run before along, and keeps those of --input', async () => {
    const checks = path.join(folder, 'checks.json');
    const PUMP =
      '{"name": "Pump", "method": "Pump.Status", "path": "/on", "operator": "=", "value": true}';
    const json = `{"slipwayChecks": 1, "checks": [${PUMP}]}`;
    writeFileSync(checks, json);
    const asked = ['--platform', 'esp32', '--checks', checks, '--attr', 'requires=>= 1.4'];
    expect(run(...OUT, ...BUILT, ...asked, APP, FS).status).toBe(0);
    const made = await open(new Uint8Array(readFileSync(output)));
    expect(new TextDecoder().decode(made.checks)).toBe(json);
    expect(made.manifest.requires).toBe('>= 1.4');
    expect(run(...OUT, '--input', output, '--fw-version', '1.2.0').status).toBe(0);
    const again = await open(new Uint8Array(readFileSync(output)));
    expect(again.manifest).toMatchObject({ version: '1.2.0', requires: '>= 1.4' });
    expect(new TextDecoder().decode(again.checks)).toBe(json);
    writeFileSync(checks, '{"slipwayChecks": 1, "checks": [7]}');
    expect(run(...OUT, ...BUILT, ...asked, APP, FS).status).toBe(1);
  });
});
