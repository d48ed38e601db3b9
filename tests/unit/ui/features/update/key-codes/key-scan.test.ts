import { beforeEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../../src/contracts/failure.ts';
import type { Camera } from '../../../../../../src/ui/state/camera.ts';
import { KeyScan } from '../../../../../../src/ui/features/update/key-codes/key-scan.svelte.ts';
import type { KeyScanDeps } from '../../../../../../src/ui/features/update/key-codes/key-scan.svelte.ts';

/** A picture is its text here: '' = without a code. */
const pictureOf = (text: string) => ({
  width: text.length,
  height: 1,
  data: Uint8ClampedArray.from(new TextEncoder().encode(text)),
});
const ok = <T>(value: T) => Promise.resolve({ ok: true as const, value });

let seen: string[];
let found: string[];
let cameraIsOn: boolean;
let goAway: () => void;
let sleeping: (() => void)[];

beforeEach(() => {
  [seen, found, sleeping, cameraIsOn] = [[], [], [], false];
});

function camera(): Camera {
  cameraIsOn = true;
  return {
    video: {} as HTMLVideoElement, // nobody looks at it
    grab: () => {
      const next = seen.shift();
      return next === undefined ? null : pictureOf(next);
    },
    close: () => {
      cameraIsOn = false;
    },
    ended: new Promise((resolve) => {
      goAway = resolve;
    }),
  };
}

const scanWith = (deps: Partial<KeyScanDeps> = {}): KeyScan =>
  new KeyScan({
    openCamera: () => Promise.resolve(camera()),
    openPicture: ({ name }) => Promise.resolve(pictureOf(name)),
    readCode: ({ data }) => ok(data.length === 0 ? null : new TextDecoder().decode(data)),
    isKey: (text) => ok(text.startsWith('key')),
    onfound: (text) => found.push(text),
    isHidden: () => false,
    sleep: () => new Promise((resolve) => sleeping.push(resolve)),
    ...deps,
  });

/** Until nothing moves by itself. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
/** So many pauses pass. */
async function look(pauses: number): Promise<void> {
  for (let turn = 0; turn < pauses; turn += 1) {
    await settle();
    for (const wake of sleeping.splice(0)) wake();
  }
  await settle();
}
const refusal = (name: string) => () => Promise.reject(new DOMException('no', name));

describe('a camera that looks for a key', () => {
  it('goes on after pictures without a code and codes of something else, and is off once it has one', async () => {
    const scan = scanWith();
    void scan.withCamera();
    expect(scan.step.kind).toBe('asking');
    seen = ['', 'https://example.org', ''];
    await look(3);
    expect(scan.step).toMatchObject({ kind: 'looking', isOther: true });
    expect([cameraIsOn, found]).toEqual([true, []]);
    seen = ['key 1', 'key 2'];
    await look(2);
    expect([scan.step.kind, cameraIsOn, found]).toEqual(['idle', false, ['key 1']]);
  });

  it.each([
    ['is cancelled', (scan: KeyScan) => scan.stop(), { kind: 'idle' }],
    ['is not seen any more', (scan: KeyScan) => scan.hide(), { kind: 'stopped', why: 'hidden' }],
    ['is unplugged', () => goAway(), { kind: 'stopped', why: 'disconnected' }],
    [
      'is left for a picture',
      (scan: KeyScan) => void scan.inPicture({ name: '' } as File),
      { kind: 'unread', why: 'no-code' },
    ],
  ])('is off when it %s', async (_, end, step) => {
    const scan = scanWith();
    void scan.withCamera();
    await settle();
    expect(cameraIsOn).toBe(true);
    end(scan);
    await settle();
    expect(scan.step).toMatchObject(step);
    expect(cameraIsOn).toBe(false);
  });

  it('is closed at once where it opens after it was cancelled, and while nobody sees the page', async () => {
    let open: (opened: Camera) => void = () => undefined;
    const scan = scanWith({ openCamera: () => new Promise((resolve) => (open = resolve)) });
    void scan.withCamera();
    scan.stop();
    open(camera());
    await settle();
    expect([scan.step.kind, cameraIsOn]).toEqual(['idle', false]);
    const unseen = scanWith({ isHidden: () => true });
    void unseen.withCamera();
    await settle();
    expect([unseen.step, cameraIsOn]).toEqual([{ kind: 'stopped', why: 'hidden' }, false]);
  });

  it('takes no answer that comes after it was cancelled', async () => {
    let answer: () => void = () => undefined;
    const scan = scanWith({
      readCode: () =>
        new Promise((resolve) => (answer = () => resolve({ ok: true, value: 'key' }))),
    });
    seen = ['key'];
    void scan.withCamera();
    await settle();
    scan.stop();
    answer();
    await settle();
    expect([scan.step.kind, found]).toEqual(['idle', []]);
  });

  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'no-camera'],
    ['OverconstrainedError', 'no-camera'],
    ['NotReadableError', 'in-use'],
  ])('that is refused by %s is called %s', async (name, why) => {
    const scan = scanWith({ openCamera: refusal(name) });
    await scan.withCamera();
    expect(scan.step).toEqual({ kind: 'stopped', why });
  });

  it('that the browser does not give to this page is called so, and what nobody knows is a failure', async () => {
    const none = scanWith({ openCamera: () => Promise.resolve(null) });
    await none.withCamera();
    expect(none.step).toEqual({ kind: 'stopped', why: 'no-feature' });
    const unknown = scanWith({ openCamera: refusal('DataError') });
    await unknown.withCamera();
    expect(unknown.step).toMatchObject({ kind: 'failed', failure: { code: 'bug/unexpected' } });
  });

  it('is off when the worker that reads its pictures died', async () => {
    const failure = toFailure(OtaError.from(new OtaError('worker/died', { worker: 'updater' })));
    const scan = scanWith({ readCode: () => Promise.resolve({ ok: false, failure }) });
    seen = ['key'];
    await scan.withCamera();
    expect([scan.step, cameraIsOn]).toEqual([{ kind: 'failed', failure }, false]);
  });
});

describe('a picture', () => {
  it('with a key gives that key', async () => {
    const scan = scanWith();
    await scan.inPicture({ name: 'key.png' } as File);
    expect([scan.step.kind, found]).toEqual(['idle', ['key.png']]);
  });

  it('is looked at thoroughly, and what a camera sees quickly', async () => {
    const searches: string[] = [];
    const readCode: KeyScanDeps['readCode'] = (_, search) => {
      searches.push(search);
      return ok('key');
    };
    const scan = scanWith({ readCode });
    await scan.inPicture({ name: 'a.png' } as File);
    seen = ['key'];
    await scan.withCamera();
    expect(searches).toEqual(['thorough', 'quick']);
  });

  it.each([
    ['without a code', 'no-code', {}, ''],
    ['with a code of something else', 'not-a-key', {}, 'other'],
    ['that is none', 'not-a-picture', { openPicture: refusal('InvalidStateError') }, 'a.pdf'],
  ])('%s is called %s', async (_, why, deps, name) => {
    const scan = scanWith(deps);
    await scan.inPicture({ name } as File);
    expect(scan.step).toEqual({ kind: 'unread', why, fileName: name });
    expect(found).toEqual([]);
  });
});
