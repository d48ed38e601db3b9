/** The key of an Azure IoT Hub, and the tokens that are made with it (pull-and-post.md#azure-device-twin). */
import { decodeBase64, encodeBase64 } from '../ota-core/primitives/base64.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';

export interface SharedAccess {
  readonly hostName: string;
  /** Of an operator: the policy. */
  readonly policy: string | null;
  /** Of a device. */
  readonly deviceId: string | null;
  readonly key: Uint8Array;
}

/** `HostName=…;SharedAccessKeyName=…;SharedAccessKey=…`, or with `DeviceId`. null: it is none. */
export function parseConnectionString(text: string): SharedAccess | null {
  const parts = new Map(
    text
      .trim()
      .split(';')
      .map((part) => {
        const at = part.indexOf('='); // the key ends in = itself
        return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)] as const;
      }),
  );
  const hostName = parts.get('HostName') ?? '';
  const key = decodeBase64(parts.get('SharedAccessKey') ?? '');
  if (!/^[A-Za-z0-9.-]{1,255}$/.test(hostName) || key === null || key.length === 0) return null;
  const policy = parts.get('SharedAccessKeyName') ?? null;
  return { hostName, policy, deviceId: parts.get('DeviceId') ?? null, key };
}

/** `SharedAccessSignature sr=…&sig=…&se=…`, for a resource until a time in seconds since 1970. */
export async function signAccess(
  { key, policy }: Pick<SharedAccess, 'key' | 'policy'>,
  { resource, expiresAt }: { readonly resource: string; readonly expiresAt: number },
): Promise<string> {
  const sr = encodeURIComponent(resource);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await crypto.subtle.importKey('raw', new Uint8Array(key), algorithm, false, [
    'sign',
  ]);
  const text = new Uint8Array(encodeUtf8(`${sr}\n${expiresAt}`));
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', secret, text));
  const sig = encodeURIComponent(encodeBase64(signature));
  const skn = policy === null ? '' : `&skn=${encodeURIComponent(policy)}`;
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${expiresAt}${skn}`;
}
