import type { AppImage, SlotId } from '../boot/boot-config.ts';
import type { FirmwareInfo } from '../boot/firmware.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { FilesystemError } from '../fs/filesystem.ts';
import { nobleDigests, type DigestPort } from '../primitives/digest.ts';
import { toHex } from '../primitives/bytes.ts';
import { invariant } from '../primitives/invariant.ts';
import { carryOver, createFlashImageBackend, createSlotBackend } from './slot-backend.ts';
import { judgeManifest, type WantedPart } from './judge-manifest.ts';
import {
  MANIFEST_NAME,
  MAX_MANIFEST_BYTES,
  type Manifest,
  deviceTextOf,
  parseManifest,
} from './manifest.ts';
import {
  appOffsetIn,
  containerMeta,
  isEntryOf,
  type RequiredPart,
  type DigestRule,
  type SrcRule,
} from './required-part.ts';
import type {
  ManifestCheck,
  UpdateBackend,
  Updater,
  UpdaterState,
  UpdateTrace,
} from './updater.ts';
import { refuseUpdate, type UpdateRefusal } from './updater.ts';
import { createZipStream, type ZipEntry, type ZipSink, type ZipVerdict } from './zip-stream.ts';

/** The windows of the slot that does not run. */
export interface UpdateTarget {
  readonly slot: SlotId;
  readonly app: Flash;
  readonly fs: Flash;
  /** Where the windows lie on the chip, for images that are linked for a place; 0 when left out. */
  readonly address?: { readonly app: number; readonly fs: number };
  /** The running filesystem: carried over where an update may come without one. */
  readonly runningFs?: Flash;
}

export interface UpdaterOptions {
  readonly arch: string;
  readonly running: Pick<FirmwareInfo, 'version' | 'buildId'>;
  readonly target: UpdateTarget;
  readonly requiredParts: readonly RequiredPart[];
  /** `whole` when left out. */
  readonly comparesSrc?: SrcRule;
  /** `any-case` when left out. */
  readonly comparesSha1?: DigestRule;
  /** Where apps begin on this platform; null or left out where it does not tell. */
  readonly appOrigin?: number | null;
  /** The code of `Incomplete update package`; -3 when left out, as on the ESP32. */
  readonly incompleteCode?: number;
  /** Equal version and build id: succeed without writing or restarting. */
  readonly ignoreSameVersion: boolean;
  /** @noble/hashes when left out. */
  readonly digests?: DigestPort;
  /** The app was verified in flash: what it will say of itself. Before `stage`, so the registry knows it first. */
  readonly remember: (firmware: FirmwareInfo) => void;
  /**
   * The flip, last act of `finalize`. A FlashFault out of it is -1 `Failed to set boot partition`, a FilesystemError
   * -1 `Cannot save update status`.
   */
  readonly stage: (image: AppImage) => void;
  /** Who signed it (signature-policy.ts); signatures are ignored when left out. */
  readonly checkManifest?: ManifestCheck | undefined;
  /** The manifest is sound and will be followed. */
  readonly onManifest?: (manifest: Manifest) => void;
  readonly log?: (line: string) => void;
  readonly trace?: ((event: UpdateTrace) => void) | undefined;
}

/** updater_context_create: nothing is written before the first byte of a part. A PowerCut passes through every call. */
export function createUpdater(options: UpdaterOptions): Updater {
  return new UpdaterContext(options);
}

class UpdaterContext implements Updater, ZipSink {
  readonly #options: UpdaterOptions;
  readonly #zip = createZipStream(this);
  #state: UpdaterState = { phase: 'receiving', receivedBytes: 0, part: null };
  #received = 0;
  /** The entry being read: the manifest while it gathers, a part's backend, or null for one that is skipped. */
  #gathering: Uint8Array | null = null;
  /** Of the manifest's header; a view that holds until the entry after it. */
  #extra: Uint8Array = new Uint8Array(0);
  #gathered = 0;
  #current: UpdateBackend | null = null;
  #backends: readonly UpdateBackend[] = [];
  #image: AppImage | null = null;
  #hasFs = false;
  #manifest: Manifest | null = null;

  constructor(options: UpdaterOptions) {
    this.#options = options;
  }

  get state(): UpdaterState {
    return this.#state;
  }

  get manifest(): Manifest | null {
    return this.#manifest;
  }

  get heldBytes(): number {
    const parts = this.#backends.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
    return this.#zip.heldBytes + (this.#gathering?.byteLength ?? 0) + parts;
  }

  get targetSlot(): SlotId {
    return this.#options.target.slot;
  }

  process(bytes: Uint8Array): void {
    const { phase } = this.#state;
    if (phase !== 'receiving' && phase !== 'written') return;
    this.#zip.push(bytes);
    this.#received += bytes.length;
    const zip = this.#zip.state;
    if (zip.phase === 'failed') this.#fail(refuseUpdate(-1, zip.message));
    else if (zip.phase === 'done')
      this.#state = { phase: 'written', receivedBytes: this.#received };
    else if (zip.phase === 'reading') this.#state = this.#receiving();
  }

  finalize(): void {
    if (this.#state.phase === 'receiving') this.#fail(refuseUpdate(-1, 'Update aborted'));
    if (this.#state.phase !== 'written') return;
    // QUIRK(OC18 esp32_updater.c): stock does not count the parts, so a bundle of nothing but a manifest
    // switches to whatever lies in the other slot.
    const isComplete = this.#backends.every((backend) => backend.isVerified);
    const refusal = isComplete ? this.#carryOver() : refuseUpdate(-3, 'Incomplete update package');
    if (refusal === null) this.#stage();
    else this.#fail(refusal);
  }

  finish(): void {
    const { phase } = this.#state;
    if (phase === 'receiving' || phase === 'written')
      this.#fail(refuseUpdate(-1, 'Update aborted'));
    this.#backends = [];
    this.#current = null;
    this.#gathering = null;
  }

  entryBegin(entry: ZipEntry): ZipVerdict {
    if (this.#manifest === null) return this.#beginManifest(entry);
    // QUIRK(OC18 esp32_updater.c): stock compares over the length of src, so app.bin.evil is app.bin. Other profiles: exactly.
    const { comparesSrc = 'whole' } = this.#options;
    this.#current =
      this.#backends.find(({ part }) => isEntryOf(comparesSrc, part, entry.name)) ?? null;
    return this.#obey(this.#current?.fileBegin(entry.sizeBytes) ?? null);
  }

  entryData(bytes: Uint8Array): ZipVerdict {
    if (this.#gathering === null) return this.#obey(this.#current?.fileData(bytes) ?? null);
    this.#gathering.set(bytes, this.#gathered);
    this.#gathered += bytes.length;
    return 'go';
  }

  entryEnd(): ZipVerdict {
    if (this.#gathering !== null) return this.#endManifest(this.#gathering);
    const refusal = this.#current?.fileEnd() ?? null;
    this.#current = null;
    return this.#obey(refusal);
  }

  #beginManifest({ name, sizeBytes, extra }: ZipEntry): ZipVerdict {
    if (name !== MANIFEST_NAME)
      return this.#obey(refuseUpdate(-1, `Get ${name} instead of ${MANIFEST_NAME}`));
    if (sizeBytes > MAX_MANIFEST_BYTES) return this.#obey(refuseUpdate(-1, 'Out of memory'));
    this.#gathering = new Uint8Array(sizeBytes);
    this.#extra = extra;
    return 'go';
  }

  #endManifest(bytes: Uint8Array): ZipVerdict {
    this.#gathering = null;
    const outcome = parseManifest(bytes);
    if (!outcome.ok) return this.#obey(refuseUpdate(-1, deviceTextOf(outcome.problem)));
    const { manifest } = outcome;
    const { running, log, checkManifest } = this.#options;
    this.#manifest = manifest;
    log?.(
      `FW: ${manifest.name} ${manifest.platform} ${running.version} ${running.buildId} -> ` +
        `${manifest.version} ${manifest.buildId}`,
    );
    const refusal = checkManifest?.({ manifest, bytes, extra: this.#extra }) ?? null;
    return refusal === null ? this.#judge(manifest) : this.#obey(refusal);
  }

  #judge(manifest: Manifest): ZipVerdict {
    const { target } = this.#options;
    const capacity = { app: target.app.geometry.size, fs: target.fs.geometry.size };
    const { address = { app: 0, fs: 0 } } = target;
    const { appOrigin = null, incompleteCode = -3 } = this.#options;
    const place = { target: target.slot, capacity, address, appOrigin, incompleteCode };
    const verdict = judgeManifest(manifest, { ...this.#options, ...place });
    switch (verdict.kind) {
      case 'refused':
        return this.#obey(verdict.refusal);
      case 'same-version':
        this.#end(false, 'Version is the same as current');
        return 'stop';
      case 'go':
        this.#hasFs = verdict.wanted.some(({ rule }) => rule.kind === 'fs');
        this.#backends = verdict.wanted.map((wanted) => this.#open(wanted, manifest));
        this.#options.onManifest?.(manifest);
        return 'go';
    }
  }

  #open({ rule, part }: WantedPart, manifest: Manifest): UpdateBackend {
    const { target, digests = nobleDigests, remember, comparesSha1 = 'any-case' } = this.#options;
    const { kind, form } = rule;
    const options = {
      part,
      comparesSha1,
      target: target[kind],
      digests,
      onVerified: (image: AppImage) => {
        this.#verified(kind, part.name);
        if (kind !== 'app') return;
        this.#image = image;
        remember(firmwareOf(manifest, image));
      },
    };
    if (form === 'flash-image')
      return createFlashImageBackend({ ...options, appOffset: appOffsetIn(rule, part) });
    return createSlotBackend({
      ...options,
      trailer: form === 'fs-container' ? containerMeta(part) : null,
    });
  }

  #verified(of: 'app' | 'fs', part: string): void {
    const { target, trace } = this.#options;
    trace?.({ kind: 'part-verified', slot: target.slot, of, part });
  }

  /** An app that came alone gets the filesystem that runs. */
  #carryOver(): UpdateRefusal | null {
    const { target, digests = nobleDigests } = this.#options;
    if (this.#hasFs || target.runningFs === undefined) return null;
    const refusal = carryOver(target.runningFs, target.fs, digests);
    if (refusal === null) this.#verified('fs', 'fs');
    return refusal;
  }

  #stage(): void {
    invariant(this.#image !== null, 'an app is among the required parts');
    const { stage, trace, target } = this.#options;
    try {
      stage(this.#image);
    } catch (error) {
      this.#fail(refuseUpdate(-1, stageTrouble(error)));
      return;
    }
    trace?.({ kind: 'update-staged', slot: target.slot });
    this.#end(true, 'Update applied, finalizing');
  }

  #receiving(): UpdaterState {
    const part = this.#current?.part.src ?? null;
    return { phase: 'receiving', receivedBytes: this.#received, part };
  }

  #end(reboot: boolean, message: string): void {
    this.#state = { phase: 'finalized', reboot, message };
  }

  #obey(refusal: UpdateRefusal | null): ZipVerdict {
    if (refusal === null) return 'go';
    this.#fail(refusal);
    return 'stop';
  }

  #fail({ code, message }: UpdateRefusal): void {
    this.#state = { phase: 'failed', code, message };
  }
}

/** What is neither passes through: a power cut above all. */
function stageTrouble(error: unknown): string {
  if (error instanceof FilesystemError) return 'Cannot save update status';
  if (error instanceof FlashFault) return 'Failed to set boot partition';
  throw error;
}

function firmwareOf(manifest: Manifest, { sizeBytes, sha256 }: AppImage): FirmwareInfo {
  const { name, version, buildId } = manifest;
  return { name, version, buildId, sizeBytes, sha256: toHex(sha256), behaviour: 'works' };
}
