import { toFailure } from '../../contracts/failure.ts';
import type { RunnerEnd } from '../../fleet/runner/job-documents.ts';
import type { RunnerNews } from '../../fleet/runner/job-server.ts';
import { escapedJson, terminalText } from '../../messages/outside-text.ts';
import {
  brokerLine,
  deviceNewsLine,
  runnerDeviceLine,
  runnerLine,
  stateLine,
} from '../../messages/push-fleet-words.ts';
import type { DeviceNews } from '../../messages/push-fleet-words.ts';

/** Where a runner tells what happens. */
interface RunnerReport {
  news(news: RunnerNews): void;
  leaving(): void;
  end(): void;
}

type CreateReport = (write: (text: string) => void, places: number) => RunnerReport;

/** One JSON line per event. */
export const createRunnerJson: CreateReport = (write, places) => {
  const line = (value: object): void => write(`${escapedJson(value)}\n`);
  let jobs = 0;
  return {
    news(news) {
      switch (news.kind) {
        case 'connection': {
          const failure = news.lost === null ? null : shortFailure(toFailure(news.lost));
          line({ event: 'broker', failure, places });
          return;
        }
        case 'begun':
          line({ event: 'begun', id: news.job.device.id, kind: news.job.kind });
          return;
        case 'ended': {
          const { end, job } = news;
          jobs += 1;
          const failure = 'failure' in end ? shortFailure(end.failure) : null;
          line({ event: 'ended', id: job.device.id, kind: job.kind, end: end.kind, failure });
        }
      }
    },
    leaving: () => line({ event: 'stopping' }),
    end: () => line({ result: 'stopped', jobs }),
  };
};

/** Without the trace, which is for us. */
const shortFailure = ({ code, facts }: ReturnType<typeof toFailure>): object => ({ code, facts });

/** Lines for people. Questions whether a device still runs its firmware are not told. */
export const createRunnerText: CreateReport = (write, places) => {
  const line = (text: string): void => write(`${terminalText(text)}\n`);
  return {
    news(news) {
      switch (news.kind) {
        case 'connection':
          line(news.lost === null ? runnerLine(places) : brokerLine(toFailure(news.lost)));
          return;
        case 'begun': {
          const { kind, device } = news.job;
          if (kind !== 'ask') line(runnerDeviceLine(device.id, kind));
          return;
        }
        case 'ended': {
          const told = news.job.kind === 'ask' ? null : newsOf(news.end);
          if (told !== null) line(deviceNewsLine(news.job.device.id, told));
        }
      }
    },
    leaving: () => line(stateLine('stopping')),
    end: () => line(runnerLine(null)),
  };
};

/** null: its coordinator decides what that means. */
function newsOf(end: RunnerEnd): DeviceNews | null {
  switch (end.kind) {
    case 'committed':
    case 'called-off':
      return { kind: end.kind };
    case 'skipped':
    case 'offline':
    case 'went-back':
    case 'failed':
      return { kind: end.kind, failure: end.failure };
    case 'put-back':
    case 'runs':
      return null;
  }
}
