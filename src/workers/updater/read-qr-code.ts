import decodeQR from 'qr/decode.js';
import type { Pixels } from '../api.ts';

/** What the decoder may spend on a picture in which it finds nothing at once. */
const EFFORTS = {
  quick: { timeLimit: 16 }, // its own default: a frame of a film
  thorough: { effort: Infinity, timeLimit: 1_000 },
} as const;

/** The text of the QR code in a picture; null = there is none, or it cannot be read. */
export function readQrCode(picture: Pixels, search: keyof typeof EFFORTS): string | null {
  const { width, height, data } = picture;
  try {
    return decodeQR({ width, height, data }, { ...EFFORTS[search], format: 'RGBX' });
  } catch {
    return null; // the decoder throws for every picture in which it reads no code
  }
}
