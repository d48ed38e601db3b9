import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/messages/languages.ts';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';

const FIRMWARE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const UPDATE = [FIRMWARE, '--port', 'emulator:'];

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** A command as a process, on a system that is set to this language. */
async function run(
  name: 'push' | 'device',
  args: readonly string[],
  { LC_ALL = 'C.UTF-8' } = {},
): Promise<Ended> {
  const options = { cwd: ROOT, env: { ...process.env, LC_ALL } };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      commandArgs(name, args),
      options,
    );
    return { status: 0, out: stdout, error: stderr };
  } catch (reason) {
    const { code, stdout, stderr } = reason as { code: number; stdout: string; stderr: string };
    return { status: code, out: stdout, error: stderr };
  }
}

describe('a command of a system that is set to German', () => {
  const German = { LC_ALL: 'de_DE.UTF-8' };

  it('reports an update in German, and in English where that is asked for', async () => {
    const [german, english] = await Promise.all([
      run('push', UPDATE, German),
      run('push', [...UPDATE, '--lang', 'en'], German),
    ]);
    expect(german.out).toMatch(/^Fertig: 1\.0\.0 → 1\.1\.0, behalten, /m);
    expect(german.out).not.toMatch(/\b(confirmed|kept|match|restarts|runs)\b/);
    expect(english.out).toMatch(/^Done: 1\.0\.0 → 1\.1\.0, kept, /m);
    expect([german.status, english.status]).toEqual([0, 0]);
  });

  it('has the same JSON lines as any other', async () => {
    const wrong = ['--port', 'nowhere', '--json'];
    const [german, english] = await Promise.all([
      run('push', [FIRMWARE, ...wrong], German),
      run('push', [FIRMWARE, ...wrong]),
    ]);
    expect(german.out).toContain('"code":"use/bad-option"');
    expect(german).toEqual(english);
  });
});

describe('--lang', () => {
  it.each(['push', 'device'] as const)('turns the help of %s', async (name) => {
    const { out, status } = await run(name, ['--lang', 'de', '--help']);
    expect(out).toContain('Exit-Status:');
    expect(status).toBe(0);
  });

  it('with a language that there is not ends with 1 and names those that there are', async () => {
    const message = `--lang does not take "fr". The languages are: ${LANGUAGES.map(({ tag }) => tag).join(', ')}.\n`;
    expect(await run('push', [...UPDATE, '--lang', 'fr'])).toEqual({
      ...{ status: 1, out: message, error: '' },
    });
    expect(await run('device', ['--lang', 'fr'])).toEqual({
      ...{ status: 1, out: '', error: message },
    });
  });
});
