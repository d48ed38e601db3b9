import { describe, expect, it } from 'vitest';
import {
  createMethodTable,
  errorReply,
  NULL_RESULT,
  resultReply,
} from '../../../../src/ota-core/device/method-table.ts';

const at = { params: null, now: 0, channel: 'WS_in', restartInMs: null };
const table = createMethodTable([
  { name: 'RPC.List', run: () => NULL_RESULT },
  { name: 'Sys.Reboot', run: () => resultReply('old') },
  { name: 'Sys.Reboot', run: () => resultReply('new') },
  { name: 'Echo', run: ({ params, channel }) => resultReply({ params, channel }) },
]);

describe('how a device finds the handler of a call', () => {
  it('lists the newest registration first', () => {
    expect(table.names()).toEqual(['Echo', 'Sys.Reboot', 'Sys.Reboot', 'RPC.List']);
  });

  it('lets the newest registration answer, whatever the case of the name', () => {
    expect(table.dispatch('sys.REBOOT', at)).toEqual(resultReply('new'));
  });

  it('names the method it has no handler for, as the caller wrote it', () => {
    expect(table.dispatch('Nope', at)).toEqual(errorReply(404, 'No handler for Nope'));
  });

  it('takes no calls in the last 100 ms before a restart, and says how many are left', () => {
    expect(table.dispatch('Echo', { ...at, restartInMs: 100 }).kind).toBe('result');
    expect(table.dispatch('Echo', { ...at, restartInMs: 99.5 })).toEqual(
      errorReply(418, 'shutting down in 99 ms'),
    );
    expect(table.dispatch('Echo', { ...at, restartInMs: -3 })).toEqual(
      errorReply(418, 'shutting down in 0 ms'),
    );
  });

  it('looks the handler up before it looks at the restart', () => {
    expect(table.dispatch('Nope', { ...at, restartInMs: 10 })).toMatchObject({ code: 404 });
  });
});
