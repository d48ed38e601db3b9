import type { ChipNews, EmulatorApi, PracticeNews } from '../api.ts';
import { moving } from '../wire/calls.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import { openWorker } from './open-worker.ts';

export interface EmulatorClient extends Omit<
  EmulatorApi,
  'hello' | 'watch' | 'watchChip' | 'serveLinks'
> {
  readonly died: Promise<Failure>;
  readonly lifeLock: Promise<string | null>;
  watch(onNews: (news: PracticeNews) => void): Promise<Outcome<null>>;
  watchChip(onNews: (news: ChipNews) => void): Promise<Outcome<null>>;
  /** The emulator answers as a LinkSource at this port. The port is moved. */
  serveLinks(port: MessagePort): Promise<Outcome<null>>;
  readonly terminate: () => void;
}

/** The practice device: a worker of its own, so that nothing it does can hold up an update. */
export function openEmulator(): EmulatorClient {
  const worker = new Worker(new URL('../emulator.worker.ts', import.meta.url), {
    type: 'module',
    name: 'emulator',
  });
  const { api, died, lifeLock, terminate } = openWorker<EmulatorApi>(worker, 'emulator');
  return {
    died,
    lifeLock,
    terminate,
    start: (options) => api.start(options),
    watch(onNews) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (message: MessageEvent<PracticeNews>) => onNews(message.data);
      void died.then(() => port1.close());
      return api.watch(moving(port2, [port2]));
    },
    watchChip(onNews) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (message: MessageEvent<ChipNews>) => onNews(message.data);
      void died.then(() => port1.close());
      return api.watchChip(moving(port2, [port2]));
    },
    serveLinks: (port) => api.serveLinks(moving(port, [port])),
    powerOff: () => api.powerOff(),
    powerOn: () => api.powerOn(),
    setTimeFactor: (factor) => api.setTimeFactor(factor),
    startFresh: () => api.startFresh(),
    chipDigest: () => api.chipDigest(),
    inspectCell: (offset, length) => api.inspectCell(offset, length),
    cutPower: () => api.cutPower(),
    setHangNext: (on) => api.setHangNext(on),
    setEatNext: (on) => api.setEatNext(on),
    jumpToTimeout: () => api.jumpToTimeout(),
    setCable: (plugged) => api.setCable(plugged),
    setNoise: (on) => api.setNoise(on),
    freshChip: (chip) => api.freshChip(chip),
    saveChip: () => api.saveChip(),
    openChip: (file) => api.openChip(file),
  };
}
