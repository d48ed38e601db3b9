import type { Bundle } from '../../bundle/bundle.ts';
import { foresee, surveyFiles } from '../../bundle/foresee.ts';
import { signatureNeedOf } from '../../bundle/signature-need.ts';
import { slotPlaceOf } from '../../bundle/slot-parts.ts';
import type { JudgedSignature, SignatureVerdict } from '../../contracts/signature.ts';
import type { Mended } from '../../contracts/mended.ts';
import type { MeasuredTimes } from '../../contracts/expected-time.ts';
import type { ManifestPart } from '../../ota-core/update/manifest.ts';
import { DELIVERY_TRAITS } from '../../update/delivery/delivery.ts';
import { expectTime } from '../../update/expected-time.ts';
import type { LinkFacts } from '../../update/expected-time.ts';
import { preflight } from '../../update/preflight.ts';
import type { BundleReport, PartReport, Comparison, DeviceReport } from '../api.ts';

/** What the window is told of a checked bundle; its bytes stay here. */
export function bundleReportOf(
  { fileName, sizeBytes, sha256, manifest, parts }: Bundle,
  {
    mended = [],
    signature = { kind: 'unsigned' },
  }: { readonly mended?: readonly Mended[]; readonly signature?: SignatureVerdict } = {},
): BundleReport {
  const found = new Map(parts.map((entry) => [entry.part.name, entry]));
  return {
    id: sha256,
    fileName,
    sizeBytes,
    name: manifest.name,
    platform: manifest.platform,
    version: manifest.version,
    buildId: manifest.buildId,
    buildTimestamp: manifest.buildTimestamp,
    parts: manifest.parts.map((part): PartReport => {
      const entry = found.get(part.name);
      const place = slotPlaceOf(manifest.platform, part);
      return {
        name: part.name,
        file: entry?.file ?? null,
        dataOffset: entry?.dataOffset ?? null,
        sizeBytes: entry?.sizeBytes ?? part.size ?? 0,
        sha256: part.sha256,
        digests: digestsOf(part),
        installed: part.update || place !== null,
        slotPart: place?.kind ?? null,
        onlySlot: place?.slot ?? null,
      };
    }),
    mended,
    signature,
  };
}

function digestsOf({ sha1, sha256 }: ManifestPart): PartReport['digests'] {
  return [
    ...(sha1 === null ? [] : ['SHA-1' as const]),
    ...(sha256 === null ? [] : ['SHA-256' as const]),
  ];
}

/** Of the way to the device that answered last. */
export interface ComparedMethod {
  readonly isPractice: boolean;
  /** null = none was open yet. */
  readonly lastLink: LinkFacts | null;
  readonly measured?: MeasuredTimes | null | undefined;
  readonly signature?: JudgedSignature | undefined;
}

/** File and device: what speaks against it, and what becomes of the files. Sends nothing. */
export async function compare(
  bundle: Bundle,
  device: DeviceReport,
  { isPractice, lastLink, measured = null, signature }: ComparedMethod,
): Promise<Comparison> {
  const files = await surveyFiles(bundle, device.files);
  const foreseen = await foresee(bundle, device.boot);
  const { methods, signatures = null } = device;
  const need = signatures === null ? null : await signatureNeedOf(bundle, signatures);
  const { needs } = DELIVERY_TRAITS.write;
  const findings = preflight({
    ...{ bundle, needs, device, methods, files, foreseen, isPractice, signature, need },
  });
  const { arch } = device.info;
  const expected =
    lastLink === null ? null : expectTime({ bundle, arch, link: lastLink, measured });
  const ignoresSignatures = need?.kind === 'ignored';
  return { findings, files, expected, ignoresSignatures };
}
