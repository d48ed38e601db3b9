import type { Method } from './method-table.ts';
import { resultReply } from './method-table.ts';

/** RPC.List and RPC.Ping (protocol.md 1.10). `names` is asked at the call: later registrations count. */
export function rpcService(names: () => readonly string[]): readonly Method[] {
  return [
    { name: 'RPC.List', run: () => resultReply(names()) },
    { name: 'RPC.Ping', run: ({ channel }) => resultReply({ channel_info: channel }) },
  ];
}
