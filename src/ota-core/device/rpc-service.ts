import type { Method, MethodTable } from './method-table.ts';
import { errorReply, resultReply } from './method-table.ts';
import { readText } from './params.ts';

/**
 * RPC.List, RPC.Describe and RPC.Ping (rpc-methods.md#rpc). `table` is asked at the call: later
 * registrations count.
 */
export function rpcService(
  table: () => Pick<MethodTable, 'names' | 'argsFormat'>,
): readonly Method[] {
  return [
    { name: 'RPC.List', run: () => resultReply(table().names()) },
    {
      name: 'RPC.Describe',
      argsFormat: '{name: %T}',
      run({ params }) {
        const name = readText(params, 'name');
        if (name === null) return errorReply(400, 'name is required');
        const format = table().argsFormat(name);
        if (format === null) return errorReply(404, 'name not found');
        return resultReply({ name, args_fmt: format });
      },
    },
    { name: 'RPC.Ping', run: ({ channel }) => resultReply({ channel_info: channel }) },
  ];
}
