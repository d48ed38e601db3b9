import path from 'node:path';
import type { Bundle } from '../../bundle/bundle.ts';
import { judgeSignature } from '../../bundle/verify-signature.ts';
import type { JudgedSignature } from '../../contracts/signature.ts';
import type { PlanFile } from '../../fleet/plan-file.ts';
import { requireSignature } from '../../update/signature-findings.ts';
import { badOption } from '../command-line.ts';
import { openBundleFile } from '../open-bundle-file.ts';
import type { FleetOptions } from './fleet-options.ts';
import { trustOf } from '../push-trust.ts';

/** A firmware of the plan, with who signed it. */
export interface FleetBundle {
  readonly bundle: Bundle;
  readonly signature: JudgedSignature;
}

/** Each is checked as for one device, and no two are for the same chip and application. Throws file/…, bundle/…, use/bad-option. */
export async function openFleetBundles(
  { bundles }: PlanFile,
  options: FleetOptions,
): Promise<readonly FleetBundle[]> {
  const { signal } = new AbortController();
  const opened: FleetBundle[] = [];
  for (const name of bundles) {
    const file = path.resolve(path.dirname(options.planFile), name);
    const { bundle, mended } = await openBundleFile(file, { signal });
    const signature = await judgeSignature({ bundle, mended }, trustOf(options));
    requireSignature(signature);
    const { platform, name: app } = bundle.manifest;
    const other = opened.find(
      ({ bundle: { manifest } }) => manifest.platform === platform && manifest.name === app,
    );
    if (other !== undefined)
      throw badOption(
        `--fleet ${options.planFile}`,
        `bundles: "${name}" is for ${platform} and ${app}, as another one`,
      );
    opened.push({ bundle, signature });
  }
  return opened;
}
