import {
  BLUETOOTH,
  HTTP,
  LOOPBACK,
  MQTT,
  SERIAL,
  TCP,
  UDP,
  WEBSOCKET,
} from '../../src/contracts/link.ts';

/** By the kind of the link: for tests that run over several. */
export const MEDIA = {
  serial: SERIAL,
  bluetooth: BLUETOOTH,
  websocket: WEBSOCKET,
  tcp: TCP,
  udp: UDP,
  http: HTTP,
  mqtt: MQTT,
  loopback: LOOPBACK,
} as const;

export type MediumName = keyof typeof MEDIA;
