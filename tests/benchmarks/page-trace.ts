import type { Page } from 'playwright-core';
import { TRACE_CATEGORIES } from './main-thread.ts';

/** Chromium's trace of a page that is open, from now until `end`. `mark` is made in the page at the start. */
export async function beginTrace(page: Page, mark: string): Promise<{ end(): Promise<Buffer> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: { includedCategories: [...TRACE_CATEGORIES] },
  });
  await page.evaluate((name) => performance.mark(name), mark);
  return {
    async end() {
      const complete = new Promise<string>((resolve) => {
        session.once('Tracing.tracingComplete', ({ stream }) => resolve(stream ?? ''));
      });
      await session.send('Tracing.end');
      const handle = await complete;
      const chunks: Buffer[] = [];
      for (;;) {
        const { data, base64Encoded, eof } = await session.send('IO.read', { handle });
        chunks.push(Buffer.from(data, base64Encoded === true ? 'base64' : 'utf8'));
        if (eof) break;
      }
      await session.send('IO.close', { handle });
      await session.detach();
      return Buffer.concat(chunks);
    },
  };
}
