import { OtaError, abortError } from '../../contracts/failure.ts';
import type {
  OpenTopicClient,
  TopicClient,
  TopicClientOptions,
} from '../../contracts/topic-client.ts';

interface ConnectionOptions extends TopicClientOptions {
  readonly open: OpenTopicClient;
}

/**
 * `work` with one connection to a broker, which is closed behind it; its signal ends with the connection, or with that of the options. Throws
 * what opening it and `work` throw.
 */
export async function whileConnected(
  { open, ...options }: ConnectionOptions,
  work: (client: TopicClient, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { signal, message } = options;
  const over = new AbortController();
  const client = await open({
    ...options,
    message: (topic, text) => {
      if (!over.signal.aborted) message(topic, text);
    },
  });
  void client.ended.then((detail) => over.abort(connectionLost(detail)));
  const stop = (): void => over.abort(abortError(signal));
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    await work(client, over.signal);
  } finally {
    signal.removeEventListener('abort', stop);
    over.abort(connectionLost('closed'));
    client.close();
  }
}

export const connectionLost = (detail: string): OtaError =>
  OtaError.from(new OtaError('link/lost', { kind: 'mqtt', detail }));
