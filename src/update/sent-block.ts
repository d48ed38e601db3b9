/** What an OTA.Write carries. */
export interface SentBlock {
  readonly offset: number;
  /** Raw bytes behind the base64. */
  readonly bytes: number;
  /** Base64. */
  readonly data: string;
}

/** The block in the arguments of a call; null = they carry none. */
export function sentBlock(params: unknown): SentBlock | null {
  const { offset, data } = Object(params) as { readonly offset?: unknown; readonly data?: unknown };
  if (typeof offset !== 'number' || typeof data !== 'string') return null;
  // Three bytes in four letters, but for the padding.
  const padding = /=*$/.exec(data)?.[0].length ?? 0;
  return { offset, bytes: (data.length / 4) * 3 - padding, data };
}
