import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import { asksWhoCalls } from '../../../../src/ui/state/screen-view.ts';
import { signInFormAt } from '../../../../src/ui/state/sign-in-forms.ts';
import { SignInForm } from '../../../../src/ui/state/sign-in.svelte.ts';
import { CONNECTION_METHODS } from '../../../../src/ui/state/connection-method.ts';
import { UpdateState } from '../../../../src/ui/state/update-state.svelte.ts';
import { recordingUpdater } from '../../../support/ui/recording-updater.ts';

function setUp() {
  let now = 1_000_000;
  const { updater, asked } = recordingUpdater();
  const update = new UpdateState({
    openUpdater: () => Promise.resolve({ ok: true, value: updater }),
    practice: {
      traits: CONNECTION_METHODS.practice,
      device: 'the practice device',
      join: () => Promise.resolve({ ok: true, value: null }),
    },
    now: () => 0,
    wall: () => 0,
    newId: () => 'session',
  });
  const form = new SignInForm(() => now);
  const submit = (user: string, password: string) => {
    form.user = user;
    form.password = password;
    return form.submit(update, 'device');
  };
  const signedIn = (): number => asked.filter((call) => call.startsWith('signIn')).length;
  return { form, submit, signedIn, asked, pass: (ms: number) => void (now += ms), now: () => now };
}

describe('a form to sign in', () => {
  it('says what is missing, the user first, and sends nothing', async () => {
    const { form, submit, signedIn } = setUp();
    expect([await submit('', ''), form.fault]).toEqual(['user', 'user']);
    expect([await submit('admin', ''), form.fault]).toEqual(['password', 'password']);
    expect(signedIn()).toBe(0);
  });

  it('sends both, forgets the password and asks the device again', async () => {
    const { form, submit, asked } = setUp();
    expect(await submit('admin', 'secret')).toBe(null);
    expect([form.user, form.password, form.fault]).toEqual(['admin', '', null]);
    expect(asked.slice(asked.indexOf('signIn device admin'))).toContain('askDevice');
  });

  it('makes wait from the third refusal on, twice as long each time, five minutes at most', async () => {
    const { form, submit, signedIn, pass, now } = setUp();
    const waits: (number | null)[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      await submit('admin', 'wrong');
      form.refused();
      form.refused(); // drawn once more: the same refusal
      const until = form.waitsUntil(now());
      waits.push(until === null ? null : (until - now()) / 1000);
      pass(until === null ? 0 : until - now());
    }
    expect(waits).toEqual([null, null, 10, 20, 40, 80, 160, 300, 300]);
    expect(signedIn()).toBe(9);
  });

  it('sends nothing before that time', async () => {
    const { form, submit, signedIn, pass } = setUp();
    for (let tries = 0; tries < 3; tries += 1) {
      await submit('admin', 'wrong');
      form.refused();
    }
    pass(9_999);
    await submit('admin', 'right');
    expect([signedIn(), form.password]).toEqual([3, 'right']);
    pass(1);
    await submit('admin', 'right');
    expect(signedIn()).toBe(4);
  });

  it('is one for each place', () => {
    const form = signInFormAt('ws://10.0.0.7');
    expect(signInFormAt('ws://10.0.0.7')).toBe(form);
    expect(signInFormAt('ws://10.0.0.8')).not.toBe(form);
  });
});

describe('a question who calls', () => {
  const remote = (remoteCode: number) =>
    toFailure(new OtaError('rpc/remote', { method: 'OTA.Status', remoteCode, remoteMessage: '' }));

  it('is a 401 of the device, and a refusal of who said so', () => {
    expect(asksWhoCalls(remote(401))).toBe(true);
    expect(asksWhoCalls(remote(403))).toBe(false);
    const wrong = new OtaError('device/wrong-password', { method: 'OTA.Status' });
    expect(asksWhoCalls(toFailure(wrong))).toBe(true);
  });
});
