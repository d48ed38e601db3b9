/** What answers, and is not a plain Mongoose OS device: the cause is asked for, or not told. */
import { describe, expect, it } from 'vitest';
import { failureSentence } from '../../../src/messages/failures.ts';
import { bundleNamed, replyTo, setUpUpdate } from '../../support/update/update-harness.ts';
import type { Meddler, Passing } from '../../support/update/update-harness.ts';

const tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');

/** The device answers these methods so, and no other. */
const answers =
  (reply: (frame: Passing) => Readonly<Record<string, unknown>> | null): Meddler =>
  (frame) => {
    const other = frame.direction === 'in' ? reply(frame) : null;
    return other === null ? undefined : [replyTo(frame, other)];
  };
const refuses = (code: number, message: string) => ({ error: { code, message } });

/** Shelly Gen2: names of its own, and it lists OTA.* all the same. */
const GEN2 = ['Shelly.GetDeviceInfo', 'Shelly.Update', 'OTA.Begin', 'OTA.Write', 'OTA.End'];
const gen2 = (list: readonly string[] | null) =>
  answers(({ method }) => {
    if (method === 'RPC.List' && list !== null) return { result: list };
    return refuses(404, `No handler for ${method}`);
  });

async function told(meddle: Meddler) {
  const { update, calls } = setUpUpdate({ meddle });
  const { result } = await update(tiny);
  expect(calls).not.toContain('OTA.Begin');
  if (!('failure' in result)) throw new Error(result.result);
  return { failure: result.failure, sentence: failureSentence(result.failure), calls };
}

const FALSE_CAUSES = /method list has no OTA|try again/i;

describe('a device that answers 404 to Sys.GetInfo', () => {
  it('is asked for its methods, and what is said is what it has not', async () => {
    const { failure, sentence, calls } = await told(gen2(GEN2));
    expect(calls).toContain('RPC.List');
    expect(failure).toMatchObject({ code: 'device/no-info', facts: { listed: GEN2.length } });
    expect(sentence).toMatch(/no Sys\.GetInfo among its 5 methods/);
    expect(sentence).not.toMatch(FALSE_CAUSES);
  });

  it('and tells no list: nothing is said of its list', async () => {
    const { failure, sentence } = await told(gen2(null));
    expect(failure).toMatchObject({ code: 'device/no-info', facts: { listed: null } });
    expect(sentence).not.toMatch(/list/i);
  });
});

describe('a device that does not let us in', () => {
  it('asks for a password with 401', async () => {
    const { sentence } = await told(answers(() => refuses(401, '{"auth_type": "digest"}')));
    expect(sentence).toMatch(/asks for a password/);
    expect(sentence).not.toMatch(FALSE_CAUSES);
  });

  it('refuses by its access rules with 403, which is no question for a password', async () => {
    const { sentence } = await told(answers(() => refuses(403, 'unauthorized')));
    expect(sentence).toMatch(/access rules of the device do not allow Sys\.GetInfo/);
    expect(sentence).not.toMatch(/password/);
    expect(sentence).not.toMatch(FALSE_CAUSES);
  });

  it('refuses OTA.Status alone: it is not said to have no OTA', async () => {
    const { failure, sentence } = await told(
      answers(({ method }) => (method === 'OTA.Status' ? refuses(403, 'unauthorized') : null)),
    );
    expect(failure).toMatchObject({ code: 'rpc/remote', facts: { method: 'OTA.Status' } });
    expect(sentence).toMatch(/do not allow OTA\.Status/);
  });
});

describe('a device without updates over RPC', () => {
  it('is said to have none by its list, with the names', async () => {
    const { sentence } = await told(
      answers(({ method }) =>
        method === 'RPC.List' ? { result: ['Sys.GetInfo', 'OTA.Status', 'OTA.Begin'] } : null,
      ),
    );
    expect(sentence).toMatch(/method list has no OTA\.Write, OTA\.End/);
  });

  it('is said to lack OTA.Status where it has no list', async () => {
    const { sentence } = await told(
      answers(({ method }) =>
        ['OTA.Status', 'RPC.List'].includes(method) ? refuses(404, 'No handler') : null,
      ),
    );
    expect(sentence).toMatch(/does not have OTA\.Status/);
    expect(sentence).not.toMatch(/list/);
  });
});
