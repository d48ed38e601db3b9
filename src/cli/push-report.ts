import type { Bundle } from '../bundle/bundle.ts';
import type { Failure } from '../contracts/failure.ts';
import type { Mended } from '../contracts/mended.ts';
import type { JudgedSignature } from '../contracts/signature.ts';
import type { LogSink } from '../contracts/link-log.ts';
import { escapedJson } from '../messages/outside-text.ts';
import {
  allowedLine,
  bundleLine,
  committedLine,
  contactLine,
  deviceLine,
  expectedLine,
  ignoresSignaturesLine,
  lostLinkLine,
  mendedLines,
  phaseLine,
  progressLine,
  pushFailureWords,
  replacesLine,
  requestLine,
  resultLine,
  retryLine,
  shadowLine,
  signatureLine,
  smallerBlocksLine,
  startedOverLine,
  trialLine,
  wentOnLine,
} from '../messages/push-words.ts';
import { checkLines } from '../messages/push-check-words.ts';
import type { ToldChecks } from '../messages/push-check-words.ts';
import { routeLines } from '../messages/push-route-words.ts';
import type { RouteNews } from '../messages/push-route-words.ts';
import { cutsLine } from '../messages/push-rehearsal-words.ts';
import { wholePercent } from '../messages/numbers.ts';
import { linesOfRehearsal } from './rehearsal/rehearsal-lines.ts';
import type { RehearsalNews } from './rehearsal/rehearsal-lines.ts';
import { createTextLines } from './text-lines.ts';
import type { FileRequest } from './delivery/file-server.ts';
import type { DeliveryName } from '../update/delivery/delivery.ts';
import type { ShadowEnding, ShadowEvent } from '../shadow/follow-update.ts';
import { standing } from '../update/preflight.ts';
import type { ForceName, UpdateEvent, UpdateResult } from '../update/events.ts';
import { firmwareNames } from '../messages/firmware-names.ts';
import type { FirmwareNames, NamedFirmware } from '../messages/firmware-names.ts';
import type { PushOutcome } from './push-outcome.ts';

/** How an update by way of a shadow goes on, and how the device reports that it ended. */
export type ShadowNews = ShadowEvent | ({ readonly step: 'ended' } & ShadowEnding);

/** Where the command tells what happens. */
export interface PushReport {
  /** What is sent, what was mended of the file, and who signed it. */
  bundle(bundle: Bundle, mended?: MendedFile, signature?: JudgedSignature): void;
  event(event: UpdateEvent): void;
  /** What asked for the file that this command serves. */
  request(request: FileRequest): void;
  /** How an update by way of a shadow goes on. */
  shadow(event: ShadowNews): void;
  /** How a dry run goes on, and what it found. */
  rehearsal(news: RehearsalNews): void;
  /** How the steps of a route follow each other. */
  route(news: RouteNews): void;
  /** Something beside the update went wrong. */
  note(failure: Failure): void;
  /** Is told what passes on the links, where anybody wants to know. */
  readonly log?: LogSink;
  /** The last word. `result` null: no device was reached. */
  end(outcome: PushOutcome, failure: Failure | null, result: UpdateResult | null): void;
}

/** `savedAs`: where the mended file was saved; null = nowhere. */
export interface MendedFile {
  readonly mended: readonly Mended[];
  readonly savedAs: string | null;
}

/** One JSON line per event; the outcome is the last one. */
export function createJsonReport(write: (text: string) => void): PushReport {
  const line = (value: object): void => write(`${escapedJson(value)}\n`);
  return {
    bundle: ({ fileName, sizeBytes, sha256, manifest, parts }, mended, signature) =>
      line({
        event: 'bundle',
        file: fileName,
        sizeBytes,
        sha256,
        name: manifest.name,
        platform: manifest.platform,
        version: manifest.version,
        buildId: manifest.buildId,
        parts: parts.map(({ part, file, sizeBytes }) => ({ name: part.name, file, sizeBytes })),
        mended: mended?.mended ?? [],
        ...(signature !== undefined && { signature: signature.verdict }),
      }),
    event({ type, ...rest }) {
      line({ event: type, ...rest });
    },
    request: (request) => line({ event: 'request', ...request }),
    shadow: (event) => line({ event: 'shadow', ...event }),
    rehearsal: ({ step, ...rest }) => line({ event: 'rehearsal', step, ...rest }),
    route: (news) => line({ event: 'route', ...news }),
    note: ({ code, facts }) => line({ event: 'failure', code, facts }),
    end: (outcome) => line(outcome),
  };
}

/** A device that its shadow tells to fetch the file fetches it as any other. */
type ReportedWay = Exclude<DeliveryName, 'shadow'>;

export interface TextReportOptions {
  readonly write: (text: string) => void;
  /** A terminal: progress stays on one line. */
  readonly isTerminal: boolean;
  readonly force: readonly ForceName[];
  /** How the firmware gets to the device; OTA.Write when left out. */
  readonly way?: ReportedWay;
}

/** Calm lines for people. Without a terminal progress is told at every tenth. */
export function createTextReport({
  write,
  isTerminal,
  force,
  way = 'write',
}: TextReportOptions): PushReport {
  const { line, progress } = createTextLines(write, isTerminal);
  let writes = false;
  let startedAt: number | null = null;
  let manifest: NamedFirmware | null = null;
  let before: NamedFirmware | null = null;
  let checks: ToldChecks | null = null;
  /** What the two are called: as soon as both are known, by their builds where the versions are equal. */
  const names = (): FirmwareNames | null =>
    before === null || manifest === null ? null : firmwareNames(before, manifest);
  const written = (event: Extract<UpdateEvent, { type: 'progress' }>): void =>
    progress(
      event.acknowledgedBytes / event.totalBytes,
      progressLine({
        bytes: event.acknowledgedBytes,
        totalBytes: event.totalBytes,
        ms: event.at - (startedAt ?? event.at),
        way,
        said: event.status?.message ?? '',
      }),
    );
  return {
    bundle(bundle, { mended, savedAs } = NOT_MENDED, signature) {
      [manifest, checks] = [bundle.manifest, null];
      const { fileName, sizeBytes, parts } = bundle;
      line(bundleLine({ ...bundle.manifest, fileName, sizeBytes, parts: parts.length }));
      if (mended.length > 0) for (const text of mendedLines(mended, savedAs)) line(text);
      const said = signature === undefined ? null : signatureLine(signature);
      if (said !== null) line(said);
    },
    event(event) {
      if (event.type === 'device' && event.when === 'before')
        before = { version: event.info.fw_version, buildId: event.info.fw_id };
      if (event.type === 'phase') writes = event.phase === 'writing';
      if (event.type === 'phase' && writes) startedAt = event.at;
      if (event.type === 'progress') written(event);
      else if (event.type === 'checks') {
        for (const text of checkLines(event, checks)) line(text);
        checks = event;
      } else if (event.type === 'retry')
        line(retryLine(writes ? event.offset : null, event.attempt));
      else
        for (const text of linesOf(event, {
          way,
          force,
          names: names(),
          sameVersion: before !== null && before.version === manifest?.version,
        }))
          line(text);
    },
    request: (request) => line(requestLine(request)),
    shadow: (event) => line(shadowLine(event)),
    rehearsal(news) {
      if (news.step !== 'cut') for (const text of linesOfRehearsal(news)) line(text);
      else progress(news.done / news.of, cutsLine(wholePercent(news.done / news.of)));
    },
    route(news) {
      for (const text of routeLines(news)) line(text);
    },
    note: (failure) => line(pushFailureWords(failure)),
    end(_, failure, result) {
      if (result !== null) line(resultLine({ ...result, ...namesOfResult(result, names()) }));
      if (failure !== null) line(pushFailureWords(failure));
    },
  };
}

const NOT_MENDED: MendedFile = { mended: [], savedAs: null };

interface LineFacts {
  readonly way: ReportedWay;
  readonly force: readonly ForceName[];
  readonly names: FirmwareNames | null;
  /** The firmware has the version of the one that runs: a device is named by its build too. */
  readonly sameVersion: boolean;
}

/** The result has versions; what it reports otherwise than was known stays as it is. */
function namesOfResult(
  result: UpdateResult,
  names: FirmwareNames | null,
): Partial<Pick<UpdateResult, 'from' | 'to'>> {
  return names === null || result.from === null ? {} : names;
}

function linesOf(
  event: Exclude<UpdateEvent, { type: 'progress' | 'retry' | 'checks' }>,
  { way, force, names, sameVersion }: LineFacts,
): readonly string[] {
  switch (event.type) {
    case 'phase': {
      const text = phaseLine(event.phase, way);
      return text === null ? [] : [text];
    }
    case 'device': {
      if (event.check !== undefined) return []; // how it does is told by its checks
      const { id, app, fw_version: version, fw_id: buildId } = event.info;
      const named = sameVersion ? { version, buildId } : { version };
      const slot = event.boot?.active_slot ?? null;
      return [deviceLine({ ...named, id, app, slot, when: event.when })];
    }
    case 'findings': {
      const left = standing(event.findings, force);
      const allowed = event.findings.filter((finding) => !left.includes(finding));
      const { replaces = [], ignoresSignatures = false, expected } = event;
      return [
        ...allowed.map(({ failure }) => allowedLine(failure)),
        ...(ignoresSignatures ? [ignoresSignaturesLine()] : []),
        ...(replaces.length === 0 ? [] : [replacesLine(replaces)]),
        ...(expected === undefined || left.length > 0 ? [] : [expectedLine(expected)]),
      ];
    }
    case 'rebooting':
    case 'reading':
    case 'looking':
      return [];
    case 'paused':
      return [lostLinkLine(event.acknowledgedBytes, event.failure !== undefined)];
    case 'went-on':
      return [wentOnLine(event.offset)];
    case 'smaller-blocks':
      return [smallerBlocksLine(event)];
    case 'started-over':
      return [startedOverLine(event.why)];
    case 'trial':
      return [trialLine(names?.to ?? event.version, event.leftMs)];
    case 'contact':
      return [contactLine(event.contact, event.silentMs)];
    case 'left-behind':
      return [pushFailureWords(event.failure)];
    case 'committed':
      return [committedLine(names?.to ?? event.version)];
  }
}
