/** `push` with several files: one update after the other, each kept before the next one begins. */
import { requirePlatform, requireSecondSlot, requireSlotParts } from '../bundle/check.ts';
import { orderedSteps, planRoute } from '../bundle/plan-route.ts';
import type { Route } from '../bundle/plan-route.ts';
import type { OpenedBundle } from '../bundle/repair/open-or-repair.ts';
import { judgeSignature } from '../bundle/verify-signature.ts';
import { OtaError } from '../contracts/failure.ts';
import { requireSignature } from '../update/signature-findings.ts';
import { openBundleFile } from './open-bundle-file.ts';
import { isInterrupted } from './push-journal.ts';
import { pushOnce } from './push-once.ts';
import type { PushOptions } from './push-options.ts';
import { exitStatus, pushOutcomeOf } from './push-outcome.ts';
import { openPort, portAddress } from './push-ports.ts';
import type { OpenPort, PushPort } from './push-ports.ts';
import type { PushReport } from './push-report.ts';
import { trustOf } from './push-trust.ts';
import { signInOf } from './sign-in-of.ts';
import { withLink } from './with-device.ts';

/** A file of the route, and its firmware. */
interface Step extends OpenedBundle {
  readonly fileName: string;
  readonly manifest: OpenedBundle['bundle']['manifest'];
}

interface Plan extends Route<Step> {
  /** The first step was begun before. */
  readonly isCarriedOn: boolean;
}

/** Throws what is wrong before a device is changed; returns the exit status, which is that of the step that ended it. */
export async function runRoute(
  options: PushOptions,
  report: PushReport,
  signal: AbortSignal,
): Promise<number> {
  const { port } = options;
  if (port === null) throw new OtaError('use/bad-option', { option: '--port', detail: 'no value' });
  const given: Step[] = [];
  for (const file of [options.file, ...options.more])
    given.push(asStep(await openBundleFile(file, { signal })));
  const signatures = new Map(
    await Promise.all(
      given.map(async (step) => [step, await judgeSignature(step, trustOf(options))] as const),
    ),
  );
  for (const signature of signatures.values()) requireSignature(signature);
  // What stops a later step for certain stops the first one.
  for (const { bundle } of given) {
    requireSlotParts(bundle);
    requireSecondSlot(bundle);
  }
  const opened = openPort(port);
  try {
    const plan = await planFor(given, { ...options, port, opened }, signal);
    report.route({ step: 'planned', ...told(plan) });
    return await follow(
      plan,
      async (step, isFirst) => {
        const signature = signatures.get(step) ?? (await judgeSignature(step, trustOf(options)));
        report.bundle(step.bundle, { mended: step.mended, savedAs: null }, signature);
        const resume = isFirst && plan.isCarriedOn;
        const order = { ...options, port, opened, signature, resume };
        return pushOnce(step.bundle, order, report, signal);
      },
      report,
    );
  } finally {
    await opened.close();
  }
}

const asStep = (opened: OpenedBundle): Step => ({
  ...opened,
  fileName: opened.bundle.fileName,
  manifest: opened.bundle.manifest,
});

interface PlanOptions extends PushOptions {
  readonly port: PushPort;
  readonly opened: OpenPort;
}

/** What was interrupted goes on at its step; else the device says what it runs. */
async function planFor(
  given: readonly Step[],
  { resume, port, opened, credentials }: PlanOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const address = portAddress(port);
  const ordered = orderedSteps(given);
  const { env } = process;
  const begun = resume
    ? ordered.findIndex(({ bundle }) => isInterrupted({ bundle, address, env }))
    : -1;
  if (begun >= 0)
    return {
      ...{ steps: ordered.slice(begun), passedOver: ordered.slice(0, begun) },
      isCarriedOn: true,
    };
  const asking = { signal, signIn: signInOf(credentials), address };
  const { fw_version: version, arch } = await withLink(opened, asking, (client) =>
    client.call('Sys.GetInfo', null, { signal }),
  );
  for (const { bundle } of ordered) requirePlatform(bundle, arch);
  return { ...planRoute(ordered, { version }), isCarriedOn: false };
}

/** The next step begins when the one before is kept. */
async function follow(
  { steps }: Plan,
  push: (step: Step, isFirst: boolean) => ReturnType<typeof pushOnce>,
  report: PushReport,
): Promise<number> {
  const of = steps.length;
  for (const [index, step] of steps.entries()) {
    const number = index + 1;
    report.route({ step: 'begin', number, of, version: step.manifest.version });
    const result = await push(step, index === 0);
    const isLast = number === of;
    if (result.result === 'committed' && !isLast) {
      report.route({ step: 'done', number, of, version: step.manifest.version });
      continue;
    }
    const outcome = pushOutcomeOf(result);
    if (result.result !== 'committed') report.route({ step: 'stopped', number, of });
    const route = { done: result.result === 'committed' ? of : index, of };
    report.end({ ...outcome, route }, 'failure' in result ? result.failure : null, result);
    return exitStatus(outcome, { leaves: false });
  }
  return 0;
}

const told = ({ steps, passedOver }: Plan) => ({
  steps: steps.map(named),
  passedOver: passedOver.map(named),
});

const named = ({ fileName: file, manifest: { version, requires } }: Step) => ({
  file,
  version,
  requires: requires ?? null,
});
