import type { Clock } from '../contracts/clock.ts';
import type { LinkEvent, LogSink } from '../contracts/log.ts';
import type { Channel } from './channel.ts';
import type { RpcFrame } from './frame.ts';

/** The same channel, with all that passes told to `log`. Changes nothing and never waits. */
export function watchChannel(channel: Channel, clock: Clock, log: LogSink): Channel {
  const { link } = channel;
  const tell = (event: LinkEvent): void => log({ at: clock.now(), ...event });
  const { kind, traits, label, baudRate = null, pieceBytes } = link;
  const pieces = pieceBytes === undefined ? {} : { pieceBytes };
  tell({ event: 'opened', kind, traits, label, baudRate, ...pieces });
  void channel.ended.then((end) => tell({ event: 'ended', end }));
  return {
    link,
    ended: channel.ended,
    listen(listener) {
      channel.listen({
        frame(frame, bytes) {
          if (frame.kind === 'response')
            tell({ event: 'reply', id: frame.id, outcome: frame.outcome, bytes });
          return listener.frame(frame, bytes);
        },
        noise(bytes, why) {
          tell({ event: 'noise', why, bytes });
          listener.noise?.(bytes, why);
        },
      });
    },
    async send(frame: RpcFrame, signal?: AbortSignal, encoded?: (bytes: number) => void) {
      await channel.send(frame, signal, (bytes) => {
        if (frame.kind === 'request') {
          const { id, method, params } = frame;
          tell({ event: 'request', id, method, params, bytes });
        }
        encoded?.(bytes);
      });
      tell({ event: 'taken', id: frame.id });
    },
    close: () => channel.close(),
  };
}
