import { badOption } from './command-line.ts';

/** Where a server is asked to listen; `host` null = it was left out. Port 0 = any free one. */
export interface AskedAddress {
  readonly host: string | null;
  readonly port: number;
}

/** `[HOST:]PORT`, an IPv6 host in brackets. Throws OtaError use/bad-option. */
export function parseListenAddress(option: string, text: string): AskedAddress {
  const match = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]/@\s]+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) throw badOption(option, text);
  return { host: match[1]?.replace(/^\[|\]$/g, '') ?? null, port };
}
