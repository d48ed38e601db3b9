import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import encodeQR from 'qr';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { blankPicture, codePicture, filmOf } from '../support/signatures/code-picture.ts';

const K0 = readFileSync('tests/fixtures/keys/k0.pub', 'utf8').trim();
const SIGNED = 'demo-esp32-1.1.0-signed-k0-k2.zip';
const SIZE = { width: 640, height: 480 };
const PAPER = blankPicture(SIZE.width, SIZE.height);
/** A second of paper, another code, the key. */
const FILM = [PAPER, codePicture('https://example.org/', { ...SIZE, scale: 8 })];

let folder: string;
let visit: Visit;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-camera-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await visit.end();
});

/** With a camera that plays this film. */
async function begin(film: Uint8Array | null, { answer = 'accept' } = {}): Promise<void> {
  const flags = [
    '--use-fake-device-for-media-stream',
    `--use-fake-ui-for-media-stream${answer === 'accept' ? '' : `=${answer}`}`,
  ];
  if (film !== null) {
    const file = path.join(folder, 'film.y4m');
    writeFileSync(file, film);
    flags.push(`--use-file-for-fake-video-capture=${file}`);
  }
  visit = await Visit.begin({
    bench: { env: {}, flags, prepare: () => undefined },
    inPage: (page) => page.addInitScript(recordTracks),
  });
  await visit.chooseFile(SIGNED);
  await visit.page.getByText('Trusted keys').click();
  await visit.button('Scan QR code').waitFor(); // its forms are fetched when the fold opens, and take a picture from then on
}

/** In the page: what the camera gave is remembered, to see whether it is on. */
function recordTracks(): void {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const given: MediaStreamTrack[] = [];
  Object.assign(window, { given });
  devices.getUserMedia = async (asked) => {
    const stream = await open(asked);
    given.push(...stream.getTracks());
    return stream;
  };
}

const tracks = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    (window as unknown as { given: MediaStreamTrack[] }).given.map(({ readyState }) => readyState),
  );
/** In the page: as a person who lets go of a picture over its headline. */
function dropPicture(base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], 'code.gif', { type: 'image/gif' }));
  for (const type of ['dragenter', 'dragover', 'drop'])
    document
      .querySelector('h1')
      ?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}

async function chooseKeyFile(file: string): Promise<void> {
  const chooser = visit.page.waitForEvent('filechooser');
  await visit.button('From a file or picture …').click();
  await (await chooser).setFiles(file);
}

const keyField = () => visit.page.getByLabel('Public key (base64 or PEM)');
const text = (words: string | RegExp) => visit.page.getByText(words).first();

describe('a camera', () => {
  it('passes over what is no key, takes the key that it sees, and is off then', async () => {
    await begin(filmOf([...FILM, ...FILM, codePicture(K0, { ...SIZE, scale: 8 })], 2));
    await visit.button('Scan QR code').click();
    await text(/^This QR code holds no public key/).waitFor();
    await text(/^([0-9a-f]{4} ){15}/).waitFor();
    expect(await tracks(visit.page)).toEqual(['ended']);
    expect(
      await visit.page
        .getByLabel('Name of the publisher')
        .evaluate((field) => field === document.activeElement),
    ).toBe(true);
    await visit.page.getByLabel('Name of the publisher').fill('Plant release');
    await visit.button('Trust this key').click();
    await text('Signed by Plant release.').waitFor();
    expect(visit.problems).toEqual([]);
  });

  it('is off as soon as it is cancelled, folded away, or the page is not seen', async () => {
    await begin(filmOf([PAPER]));
    const start = async (): Promise<void> => {
      await visit.button('Scan QR code').click();
      await visit.page.getByLabel('What the camera sees').waitFor();
      expect((await tracks(visit.page)).at(-1)).toBe('live');
    };
    await start();
    await visit.button('Cancel').click();
    await start();
    await visit.page.getByText('Trusted keys').click();
    await visit.page.getByText('Trusted keys').click();
    await start();
    await visit.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await text(/^The camera was turned off/).waitFor();
    await visit.page.evaluate(() => Reflect.deleteProperty(document, 'hidden'));
    await start();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await text('Not signed').waitFor();
    expect(await tracks(visit.page)).toEqual(['ended', 'ended', 'ended', 'ended']);
    expect(visit.problems).toEqual([]);
  });

  it('that the person refuses is explained, and a file is left', async () => {
    await begin(null, { answer: 'deny' });
    await visit.button('Scan QR code').click();
    await text('This page may not use the camera.').waitFor();
    await text(/allow the camera and scan again/).waitFor();
    await chooseKeyFile('package.json');
    await text('This is not a public key (ECDSA, P-256).').waitFor();
    await chooseKeyFile('tests/fixtures/keys/k0.pub');
    await text(/^([0-9a-f]{4} ){15}/).waitFor();
    expect(visit.problems).toEqual([]);
  });
});

describe('a trusted key', () => {
  it('shown as a QR code is read by another device from a picture of it', async () => {
    await begin(null);
    await visit.page.getByLabel('Name of the publisher').fill('Plant release');
    await visit.page.getByLabel('Public key (base64 or PEM)').fill(K0);
    await text(/^([0-9a-f]{4} ){15}/).waitFor();
    await visit.button('Trust this key').click();
    await visit.button('Show as QR code: Plant release').click();
    const code = visit.page.getByRole('img', {
      name: 'QR code of the public key of Plant release',
    });
    const picture = path.join(folder, 'code.png');
    await code.screenshot({ path: picture });
    await visit.button('Remove Plant release').click();
    await chooseKeyFile(picture);
    await text(/^([0-9a-f]{4} ){15}/).waitFor();
    expect(await keyField().inputValue()).toBe(K0);
  });

  it('in a picture is read where that is dropped anywhere, and the firmware stays', async () => {
    await begin(null);
    const gif = encodeQR(K0, 'gif', { scale: 4, border: 4 });
    await visit.page.evaluate(dropPicture, Buffer.from(gif).toString('base64'));
    await text(/^([0-9a-f]{4} ){15}/).waitFor();
    expect(await keyField().inputValue()).toBe(K0);
    await text('Unknown signer').waitFor();
    await visit.page.evaluate(dropPicture, '');
    await text('This browser cannot open code.gif as a picture.').waitFor();
    expect(visit.problems).toEqual([]);
  });
});
