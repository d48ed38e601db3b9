import { judgeSignature } from '../bundle/verify-signature.ts';
import { OtaError } from '../contracts/failure.ts';
import { requireSignature } from '../update/signature-findings.ts';
import { writeNewFile } from './local-files.ts';
import { openBundleFile } from './open-bundle-file.ts';
import type { PushOptions } from './push-options.ts';
import { exitStatus, pushOutcomeOf } from './push-outcome.ts';
import { trustOf } from './push-trust.ts';
import { pushOnce } from './push-once.ts';
import { openPort } from './push-ports.ts';
import type { PushReport } from './push-report.ts';

/** Throws what is wrong before a device is asked; returns the exit status. */
export async function runPush(options: PushOptions, report: PushReport): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopped.abort(new OtaError('cancelled', { by: 'user' })));
  if (options.more.length > 0) {
    const { runRoute } = await import('./push-route.ts');
    return runRoute(options, report, stopped.signal);
  }
  const { bundle, mended } = await openBundleFile(options.file, {
    signal: stopped.signal,
    pick: options.pick,
  });
  const savedAs = mended.length === 0 ? null : options.saveRepaired;
  if (savedAs !== null) writeNewFile(savedAs, bundle.bytes);
  const signature = await judgeSignature({ bundle, mended }, trustOf(options));
  report.bundle(bundle, { mended, savedAs }, signature);
  requireSignature(signature);
  if (options.via.kind === 'shadow' && options.port === null && !options.dryRun) {
    const { runByShadow } = await import('./delivery/run-by-shadow.ts');
    return runByShadow(
      bundle,
      { ...options, via: options.via },
      { report, signal: stopped.signal },
    );
  }
  if (options.dryRun || options.port === null) {
    const { runRehearsal } = await import('./rehearsal/run-rehearsal.ts');
    return runRehearsal({ bundle, signature, options, report, signal: stopped.signal });
  }
  const { port } = options;
  const opened = openPort(port);
  const order = { ...options, port, opened, signature };
  try {
    const result = await pushOnce(bundle, order, report, stopped.signal);
    const outcome = pushOutcomeOf(result);
    report.end(outcome, 'failure' in result ? result.failure : null, result);
    return exitStatus(outcome, { leaves: options.commit === 'never' });
  } finally {
    await opened.close();
  }
}
