/** Which ways a device takes, as far as this page knows. */
import { httpAddressOf } from '../../../contracts/transport.ts';
import type { DeviceReport } from '../../../workers/api.ts';

/** What devices fetch from (pull-and-post.md#pull). */
export function isFileAddress(text: string): boolean {
  const trimmed = text.trim();
  return /^https?:\/\/[^/]/i.test(trimmed) && !/\s/.test(trimmed) && URL.canParse(trimmed);
}

/** One that does not tell its methods may have it. */
export const takesPull = ({ methods }: Pick<DeviceReport, 'methods'>): boolean =>
  methods === null || methods.some((name) => name.toLowerCase() === 'ota.update');

/** The same of its settings; whether those of a polling client are among them only an update asks. */
export const takesPoll = ({ methods }: Pick<DeviceReport, 'methods'>): boolean =>
  methods === null ||
  ['config.get', 'config.set'].every((needed) =>
    methods.some((name) => name.toLowerCase() === needed),
  );

/** Of the web server of a device, by where it was reached; null: not at its own address. */
export function postAddressOf(place: string | undefined): string | null {
  if (place === undefined || !/^(ws|http)s?:/.test(place)) return null;
  return `${httpAddressOf(place)}/update`;
}
