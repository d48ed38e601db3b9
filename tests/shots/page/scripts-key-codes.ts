import type { Pixels } from '../../../src/workers/api.ts';
import { blankPicture, codePicture } from '../../support/signatures/code-picture.ts';
import { fixtureKey, signedFile, trusting } from './scripts-signature.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const SIZE = { width: 640, height: 480 };
const PAPER = blankPicture(SIZE.width, SIZE.height);
const OTHER = codePicture('https://example.org/', { ...SIZE, scale: 8 });

/** Comes by itself, in real time: what a camera and the decoder of pictures do is none of the page's. */
async function appears(selector: string): Promise<HTMLElement> {
  for (;;) {
    const found = document.querySelector<HTMLElement>(selector);
    if (found !== null) return found;
    await new Promise(requestAnimationFrame);
  }
}

/** The browser's answer to the question for a camera. */
function answerWith(open: () => Promise<MediaStream>): void {
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: open } });
}

const refusing = (name: string) => () => Promise.reject(new DOMException('refused', name));

/** A camera before which nothing moves. */
const seeing = (picture: Pixels) => (): Promise<MediaStream> => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, SIZE);
  const stream = canvas.captureStream();
  const image = new ImageData(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return Promise.resolve(stream);
};

/** A firmware by somebody who is not trusted yet, and the fold where that changes. */
async function openKeys(world: World): Promise<void> {
  await world.choose(signedFile);
  await world.show();
  await world.press('summary', 'Trusted keys');
}

const scanning =
  (open: () => Promise<MediaStream>, becomes: string): Script =>
  async (world) => {
    answerWith(open);
    await openKeys(world);
    await world.press('button', 'Scan QR code');
    await appears(`[data-scan="${becomes}"]`);
  };

/** Until it has looked at a few pictures. */
const looking =
  (picture: Pixels): Script =>
  async (world) => {
    await scanning(seeing(picture), 'looking')(world);
    const video = (await appears('[data-scan] video')) as HTMLVideoElement;
    while (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
      await new Promise(requestAnimationFrame);
    await world.time.advance(500);
  };

export const keyCodeScripts = {
  'key-scan-asking': scanning(() => new Promise(() => undefined), 'asking'),
  'key-scan-refused': scanning(refusing('NotAllowedError'), 'stopped'),
  'key-scan-no-camera': scanning(refusing('NotFoundError'), 'stopped'),
  'key-scan-in-use': scanning(refusing('NotReadableError'), 'stopped'),
  'key-scan-failed': scanning(refusing('UnknownError'), 'failed'),
  'key-scan-looking': looking(PAPER),
  'key-scan-other': looking(OTHER),
  'key-scan-found': looking(codePicture(fixtureKey, { ...SIZE, scale: 8 })),
  'key-picture-none': async (world) => {
    await openKeys(world);
    const input = await appears('[data-scan] input[type="file"]');
    const given = new DataTransfer();
    given.items.add(new File([await pngOf(PAPER)], 'IMG_2041.png', { type: 'image/png' }));
    (input as HTMLInputElement).files = given.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await appears('[data-scan="unread"]');
  },
  'key-code': async (world) => {
    await trusting({ app: 'demo', rule: 'require' })(world);
    await world.show();
    await world.press('summary', 'Trusted keys');
    await world.press('.keys button', 'Show');
    await appears('.keys svg[role="img"]');
  },
} as const satisfies Readonly<Record<string, Script>>;

const pngOf = async ({ width, height }: Pixels): Promise<Blob> => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = 'silver';
  context.fillRect(0, 0, width, height);
  return canvas.convertToBlob();
};
