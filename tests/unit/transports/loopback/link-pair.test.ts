import { describe, expect, it } from 'vitest';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';

describe('a loopback pair', () => {
  it('goes on working when the streams of one end are moved to another owner', async () => {
    const { near, far } = createLinkPair();
    const { readable, writable } = near;
    const moved = structuredClone({ readable, writable }, { transfer: [readable, writable] });
    const farReader = far.readable.getReader();
    const farWriter = far.writable.getWriter();
    const writer = moved.writable.getWriter();
    const reader = moved.readable.getReader();
    await writer.write(Uint8Array.of(1, 2, 3));
    expect([...((await farReader.read()).value ?? [])]).toEqual([1, 2, 3]);
    await farWriter.write(Uint8Array.of(4));
    expect([...((await reader.read()).value ?? [])]).toEqual([4]);
    await writer.close();
    expect(await far.ended).toEqual({ why: 'closed' });
  });

  it('says that it was lost to whoever reads a moved stream', async () => {
    const { near, lose } = createLinkPair();
    const { readable } = near;
    const moved = structuredClone({ readable }, { transfer: [readable] });
    const read = moved.readable.getReader().read();
    const failed = expect(read).rejects.toBeDefined();
    lose('power cut');
    await failed;
    expect(await near.ended).toEqual({ why: 'lost', detail: 'power cut' });
  });

  it('hands over what was written before it was closed, at whichever end', async () => {
    for (const closing of ['near', 'far'] as const) {
      const pair = createLinkPair();
      await pair.near.writable.getWriter().write(Uint8Array.of(1, 2));
      await pair[closing].close();
      const reader = pair.far.readable.getReader();
      expect([...((await reader.read()).value ?? [])]).toEqual([1, 2]);
      expect((await reader.read()).done).toBe(true);
    }
  });

  it('drops what was under way when it is lost', async () => {
    const { near, far, lose } = createLinkPair();
    const writer = near.writable.getWriter();
    writer.closed.catch(() => undefined);
    await writer.write(Uint8Array.of(1));
    lose('power cut');
    await expect(far.readable.getReader().read()).rejects.toMatchObject({
      code: 'link/lost',
      facts: { kind: 'loopback', detail: 'power cut' },
    });
  });
});
