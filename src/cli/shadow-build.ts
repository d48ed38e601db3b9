/** Libraries of a firmware that has a shadow, and their settings (pull-and-post.md#shadow). */
import type { ConfigTree } from '../ota-core/device/device-config.ts';

export const SHADOW_NAMES = ['aws', 'azure', 'mdash'] as const;
export type ShadowName = (typeof SHADOW_NAMES)[number];

const SHADOW = { enable: true, get_on_connect: true, ota_enable: true, autocommit: false };

/** By the kind of service that keeps the shadow. */
const LIBRARIES: Readonly<Record<ShadowName, ConfigTree>> = {
  aws: { aws: { thing_name: '' }, shadow: { ...SHADOW, lib: 'aws' } },
  azure: { azure: { enable: true, cs: '' }, shadow: { ...SHADOW, lib: 'azure' } },
  mdash: {
    dash: {
      enable: true,
      token: '',
      server: 'wss://mdash.net/api/v2/rpc',
      ca_file: 'ca.pem',
      send_logs: false,
    },
    shadow: { ...SHADOW, lib: 'dash' },
  },
};

export const shadowLibraries = (name: ShadowName | null): ConfigTree =>
  name === null ? {} : LIBRARIES[name];
