import { concatBytes } from '../ota-core/primitives/bytes.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';

/**
 * What a line at the firmware's speed shows of a boot ROM that talks at its own, and then the boot loader:
 * the bytes above 0x7f are what a client knows a restart by (uart.md#losses-and-restarts). The text is an esp32's.
 */
export function startNoise(): Uint8Array {
  return concatBytes(MISREAD, encodeUtf8(`\r\n${TEXT.join('\r\n')}\r\n`));
}

/** `ets Jan` of an ESP8266 at 74,880 baud, read at 115,200, as its users know it. */
const MISREAD = Uint8Array.of(
  0x00,
  0x72,
  0x6c,
  0x9c,
  0x9c,
  0xee,
  0x7c,
  0x8e,
  0x0c,
  0x8c,
  0xec,
  0x6c,
  0x9c,
  0x8c,
  0xe3,
  0xff,
);

const TEXT: readonly string[] = [
  'rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)',
  'configsip: 0, SPIWP:0xee',
  'mode:DIO, clock div:2',
  'load:0x3fff0018,len:4',
  'entry 0x400806a8',
];
