/** Several firmwares of one device, in the order in which it has to run them. Pure. */
import { OtaError } from '../contracts/failure.ts';
import type { Bundle } from './bundle.ts';
import { requiresFailure } from './requires.ts';
import { compareVersions } from './version-range.ts';

/** What a plan needs of a bundle. */
export type RouteStep = Pick<Bundle, 'fileName' | 'manifest'>;

/** What the device runs, as it says itself. */
export interface RouteStart {
  readonly version: string;
}

export interface Route<Step extends RouteStep> {
  /** In their order; each begins only after the one before is kept. */
  readonly steps: readonly Step[];
  /** Not newer than what runs, by version. */
  readonly passedOver: readonly Step[];
}

/**
 * By version, from the oldest on: a route never goes back. Throws bundle/no-route where they are not of one application and platform or
 * cannot be ordered, bundle/bad-requires and bundle/needs-version where a step may not follow the one before it, and
 * bundle/nothing-newer.
 */
export function planRoute<Step extends RouteStep>(
  given: readonly Step[],
  { version: running }: RouteStart,
): Route<Step> {
  const route = stepsAhead(orderedSteps(given), running);
  const { steps } = route;
  if (steps.length === 0) throw new OtaError('bundle/nothing-newer', { running });
  let before = running;
  for (const { manifest } of steps) {
    const failure = requiresFailure(manifest, before);
    if (failure !== null) throw failure;
    before = manifest.version;
  }
  return route;
}

/** Those that are newer than what runs, and the others. */
export function stepsAhead<Step extends RouteStep>(
  ordered: readonly Step[],
  running: string,
): Route<Step> {
  const isAhead = ({ manifest }: Step): boolean => orderOf(manifest.version, running) > 0;
  return {
    steps: ordered.filter(isAhead),
    passedOver: ordered.filter((step) => !isAhead(step)),
  };
}

/** Those of one application and platform, the oldest first. Throws bundle/no-route. */
export function orderedSteps<Step extends RouteStep>(given: readonly Step[]): readonly Step[] {
  const [first] = given;
  for (const step of given) {
    if (first === undefined || step === first) continue;
    if (step.manifest.name !== first.manifest.name) throw noRoute(first, step, 'application');
    if (step.manifest.platform !== first.manifest.platform) throw noRoute(first, step, 'platform');
    if (compareVersions(first.manifest.version, step.manifest.version) === null)
      throw noRoute(first, step, 'no-order');
  }
  const ordered = [...given].sort((one, other) =>
    orderOf(one.manifest.version, other.manifest.version),
  );
  ordered.forEach((step, at) => {
    const next = ordered[at + 1];
    if (next !== undefined && orderOf(step.manifest.version, next.manifest.version) === 0)
      throw noRoute(step, next, 'same-version');
  });
  return ordered;
}

/** A version of another form counts as older than all of the route: the rules of the steps decide. */
const orderOf = (a: string, b: string): number => compareVersions(a, b) ?? 1;

const noRoute = (
  { fileName: file }: RouteStep,
  { fileName: other }: RouteStep,
  why: 'application' | 'platform' | 'no-order' | 'same-version',
): OtaError => OtaError.from(new OtaError('bundle/no-route', { file, other, why }));
