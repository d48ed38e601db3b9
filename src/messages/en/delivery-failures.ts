/** Failures of the ways to a device besides OTA.Write: what it fetches itself, and what is posted to it. */
import type { FailureWords, FailureWriters } from '../text-shapes.ts';
import { countdown, fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const words = (headline: string, safety: string, next: string): FailureWords => ({
  headline,
  safety,
  next,
});

const refused = (headline: string, next: string): FailureWords =>
  words(headline, 'Nothing was sent.', next);

const OLD = 'The device runs its old firmware as before.';

export default {
  deliveryFailures: {
    'source/loopback': ({ address }) =>
      refused(
        `${address} is this computer only to itself: the device would look for the file in itself.`,
        'Name an address at which the device reaches this computer.',
      ),
    'source/unchecked': ({ address, detail }) =>
      refused(
        `${address} could not be looked at from here: ${detail}.`,
        'Go on only if the device reaches it, and the file there is this one.',
      ),
    'source/not-fetched': ({ address, detail }) =>
      refused(
        `The firmware package could not be fetched from ${address}: ${detail}.`,
        'Check that the runner reaches the computer that coordinates the roll-out.',
      ),
    'source/status': ({ address, status }) =>
      refused(
        `${address} answers with status ${status} instead of the file.`,
        'Check the address.',
      ),
    'source/no-length': ({ address }) =>
      refused(
        `The server of ${address} does not say how long the file is. Devices refuse that.`,
        'Let the server send Content-Length, and nothing in chunks.',
      ),
    'source/other-file': ({ address, found, expected }) =>
      refused(
        found === expected
          ? `At ${address} is another file: it is as long, and its bytes differ.`
          : `At ${address} is another file: it has ${fileSize(found)}, this one ${fileSize(expected)}.`,
        'Put this file there, or choose the one that is there.',
      ),
    'source/redirects': ({ address }) =>
      refused(
        `${address} redirects where devices do not follow.`,
        'Name the address at which the file is.',
      ),
    'source/no-ca': ({ address, file }) =>
      refused(
        `${address} is encrypted, and the device has no ${file} to know the server by.`,
        'Put the certificates on the device, or use http.',
      ),
    'update/not-fetched': ({ waitedMs }) =>
      words(
        `The device has not fetched the file within ${countdown(waitedMs)}.`,
        OLD,
        'Check that the device reaches the address, and try again.',
      ),
    'update/goes-on': ({ percent }) =>
      words(
        `Stopped watching at ${percent} %. The device goes on with the update by itself.`,
        'It is safe: when it is done it runs the new firmware on trial, and goes back unless that is kept.',
        'Ask it later what it runs, and keep the new firmware.',
      ),
    'update/taken-over': ({ device }) =>
      words(
        `Another tab goes on with the update of ${device}.`,
        'This tab has stopped.',
        'Go on there.',
      ),
    'update/settings-left': ({ paths }) =>
      words(
        `The device still has the settings of this update: ${grammar.list(paths)}.`,
        'Its firmware is untouched.',
        'Set them back when it can be reached.',
      ),
  } satisfies Partial<FailureWriters>,

  /** Of an answer that is not known. */
  refusedDelivery: {
    pull: 'The device could not install what it fetched.',
    post: (status: number) => `The web server of the device answered the upload with ${status}.`,
  },
};
