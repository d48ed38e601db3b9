/** Pictures to look for a code in: of a camera one by one, and of a file. */
import type { Pixels } from '../../workers/api.ts';

/** A camera that is on, until it is closed. */
export interface Camera {
  /** What it sees, live. */
  readonly video: HTMLVideoElement;
  /** What it sees now; null = no picture has come yet. */
  grab(): Pixels | null;
  close(): void;
  /** Settles when it goes off by itself: unplugged, or no longer allowed. */
  readonly ended: Promise<void>;
}

/** Sides of a picture are made no longer than this, in pixels: of what a camera sees, where the code is held in front of it, and of a photo, which has it anywhere. */
const LONGEST_SIDE = { camera: 1_280, file: 1_920 };

/** The camera that looks away from the person, where there are two; null = the browser gives this page none. Rejects as getUserMedia does. */
export async function openCamera(): Promise<Camera | null> {
  // Left out where the page did not come over https.
  if (!('mediaDevices' in navigator)) return null;
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: LONGEST_SIDE.camera } },
  });
  const tracks = stream.getTracks();
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, autoplay: true, srcObject: stream });
  const toPixels = pixelReader();
  return {
    video,
    grab: () =>
      video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA
        ? null
        : toPixels(
            video,
            { width: video.videoWidth, height: video.videoHeight },
            LONGEST_SIDE.camera,
          ),
    close: () => {
      for (const track of tracks) track.stop();
      video.srcObject = null;
    },
    ended: new Promise((resolve) => {
      for (const track of tracks) track.addEventListener('ended', () => resolve());
    }),
  };
}

/** Rejects where the browser cannot read it as a picture. */
export async function openPicture(file: Blob): Promise<Pixels> {
  const image = await createImageBitmap(file);
  try {
    return pixelReader()(image, image, LONGEST_SIDE.file);
  } finally {
    image.close();
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws on one canvas after the other picture. */
function pixelReader() {
  const canvas = document.createElement('canvas');
  return (source: CanvasImageSource, { width, height }: Size, longestSide: number): Pixels => {
    const scale = Math.min(1, longestSide / Math.max(width, height));
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (context === null) throw new Error('no canvas can be drawn on');
    // Codes are often saved as black on nothing.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };
}
