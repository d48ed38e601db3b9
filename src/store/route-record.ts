import { MOST_ROUTE_FILES } from '../contracts/firmware-route.ts';
import type { KeptRoute, KeptRouteFile } from '../contracts/firmware-route.ts';

/** What is left of a route, as it lies in the store. The bytes of its files are kept by their SHA-256 (journal-store.ts). */
export interface RouteRecord extends Omit<KeptRoute, 'left'> {
  readonly left: readonly Omit<KeptRouteFile, 'file'>[];
}

/** A version, a build id or a name came in a frame or in a manifest. */
const LONGEST_TEXT = 1_024;

export const isRouteRecord = (value: unknown): value is RouteRecord =>
  isObject(value) &&
  [value['device'], value['name']].every(isText) &&
  [value['keptAtMs'], value['of']].every(isAmount) &&
  isFiles(value['left']);

const isFiles = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= MOST_ROUTE_FILES &&
  value.every(
    (file: unknown) =>
      isObject(file) &&
      [file['fileName'], file['version'], file['buildId']].every(isText) &&
      typeof file['id'] === 'string' &&
      /^[0-9a-f]{64}$/.test(file['id']),
  );

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= LONGEST_TEXT;

const isAmount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
