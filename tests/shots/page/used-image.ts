import { littlefsImage } from '../../support/ota-core/fs/littlefs-image.ts';

/** A device after use: what its user and it wrote, beside what its firmware shipped. */
export const usedImage = (): Uint8Array => {
  const text = (size: number): Uint8Array => new Uint8Array(size).fill(0x61);
  return littlefsImage(65_536, {
    'ca.pem': text(1800),
    'calibration.dat': text(4113),
    'conf0.json': text(63),
    'conf5.json': text(53),
    'conf9.json': text(98),
    'index.html': text(20),
    'init.js': text(21),
    'log_0.txt': text(1500),
    'style.css': text(40),
  });
};
