import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';

const bundle = (name: string): string => `tests/fixtures/bundles/${name}.zip`;
const OLD = bundle('demo-esp32-1.0.0');
const NEW = bundle('demo-esp32-1.1.0');

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, commandArgs('diff', args), {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return { status, out: stdout, error: stderr };
}

describe('slipway diff', () => {
  it('tells what differs, from the build down to the files', () => {
    const { status, out, error } = run(OLD, NEW);
    expect([status, error]).toEqual([1, '']);
    expect(out).toMatch(/^demo-esp32-1\.0\.0\.zip: demo 1\.0\.0 for esp32\n/);
    expect(out).toContain('\nThe packages differ.\n');
    expect(out).toContain('\n  version: 1.0.0 → 1.1.0\n');
    expect(out).toMatch(
      /\n {2}app: changed, [\d.]+ kB → 73\.8 kB\n {4}src: app10\.bin → app11\.bin\n/,
    );
    expect(out).toContain('\n  boot: same, 21.1 kB\n');
    expect(out).toMatch(
      /\n {2}fs: changed, [^\n]*\n( {4}[^\n]+\n)* {4}\S+: (changed|added|removed), /,
    );
  });

  it('ends with 0, 1 or 2 as diff does', () => {
    const packed = bundle('repair-streamed');
    expect(run(NEW, NEW)).toMatchObject({ status: 0, error: '' });
    expect(run(NEW, packed).out).toContain('The content is the same; only the packing differs.');
    expect(run(NEW, packed).status).toBe(0);
    expect(run(OLD, NEW).status).toBe(1);
    expect(run(NEW, 'gone.zip')).toMatchObject({ status: 2, out: '' });
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ['one file', [NEW], /^B\.zip needs a value\.\n$/],
    ['three files', [NEW, NEW, OLD], /^"[^"]*" belongs to no option\.\n$/],
    ['contents without a device', [NEW, OLD, '--contents'], /^--port needs a value\.\n$/],
    ['a file that is not there', [NEW, 'gone.zip'], /^gone\.zip cannot be read: [^\n]*\n$/],
    [
      'a damaged file',
      [NEW, bundle('bad-app-byte-flipped')],
      /^tests\/fixtures\/bundles\/bad-app-byte-flipped\.zip: app11\.bin is damaged: [^\n]*\n$/,
    ],
    ['a device that is not there', [NEW, '--port', 'tcp://127.0.0.1:1'], /^[^\n]+\n$/],
  ])('answers %s with one sentence and status 2', (_, args, words) => {
    const ended = run(...args);
    expect(ended.error).toMatch(words);
    expect([ended.status, ended.out]).toEqual([2, '']);
  });

  it('gives all of it to scripts as one line', () => {
    const { out } = run(OLD, NEW, '--json');
    const { diff } = JSON.parse(out) as {
      diff: { kind: string; isSame: boolean; parts: unknown[] };
    };
    expect({ ...diff, parts: diff.parts.length }).toMatchObject({
      kind: 'bundles',
      isSame: false,
      parts: 6,
    });
  });

  it('says it in German', () => {
    const { out } = run(OLD, NEW, '--lang', 'de');
    expect(out).toContain('Die Pakete unterscheiden sich.');
    expect(out).toMatch(/ {2}boot: gleich, 21,1\skB\n/);
  });

  it('compares with what a device runs, over its own link', async () => {
    const args = ['--ws', '0', '--firmware', NEW];
    const device = spawn(process.execPath, commandArgs('device', args), {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const line = await new Promise<string>((resolve) => {
        let text = '';
        device.stdout.on('data', (data: Buffer) => {
          text += data.toString();
          if (text.includes('"ready"') && text.includes('\n')) resolve(text.split('\n')[0] ?? '');
        });
      });
      const { ws } = JSON.parse(line) as { ws: string };
      const same = run(NEW, '--port', ws);
      expect(same.error).toBe('');
      expect(same.out).toContain('The device runs this build.');
      expect(same.out).toMatch(/: same size, /);
      expect(same.status).toBe(0);
      const contents = run(NEW, '--port', ws, '--contents');
      expect(contents.error).toMatch(/^(Reading files of the device: .+ %\)\n)+$/);
      expect(contents.error).toMatch(/\(100 %\)\n$/);
      expect(contents.out).toMatch(/\n {2}\d+ files are the same\n/);
      expect(contents.out).not.toContain('same size');
      expect(contents.status).toBe(0);
      const other = run(OLD, '--port', ws);
      expect(other.out).toContain('The device runs another build.');
      expect(other.out).toContain('  version: 1.0.0 → 1.1.0\n');
      expect(other.status).toBe(1);
    } finally {
      device.kill('SIGTERM');
    }
  });
});
