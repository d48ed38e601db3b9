import { openBluetoothClient } from '../../../workers/client/bluetooth-client.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import '../../parts/troubleshooting/troubleshooting.css';
import { createOnce } from '../../state/remembered.svelte.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import type { MethodModule } from '../../state/late-modules.ts';
import BluetoothPage from './BluetoothPage.svelte';
import { BluetoothState, NameChoice } from './bluetooth-state.svelte.ts';
import type { BluetoothDeps } from './bluetooth-state.svelte.ts';
import KnownDevices from './KnownDevices.svelte';
import LinkPace from './LinkPace.svelte';
import LostHelp from './LostHelp.svelte';
import { surroundingsHere } from './troubleshooting-pages.ts';

/** The whole module, made once. */
export function createBluetooth(
  update: UpdateState,
  own: Partial<BluetoothDeps> = {},
): MethodModule & { readonly method: BluetoothState } {
  const client = own.client ?? openBluetoothClient();
  const bluetooth = new BluetoothState({
    client,
    update,
    explained: own.explained ?? createOnce('slipway-bluetooth-explained'),
    around: own.around ?? surroundingsHere(),
    names: own.names ?? new NameChoice(client.beginnings),
  });
  return {
    Page: withProps(BluetoothPage, { bluetooth }),
    Known: withProps(KnownDevices, { bluetooth }),
    Pace: withProps(LinkPace, { bluetooth }),
    LostHelp: (internals, props) =>
      LostHelp(internals, {
        bluetooth,
        get failure() {
          return props.failure;
        },
      }),
    method: bluetooth,
  };
}
