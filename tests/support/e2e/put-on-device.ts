import type { Visit } from './visit.ts';

/** By the panel of settings and files, whose list of files is open. */
export async function putOnDevice(visit: Visit, name: string, text: string): Promise<void> {
  await visit.page.getByText(/ free$/).waitFor();
  const isThere = (await visit.button(`Remove ${name}`).count()) > 0;
  const chooser = visit.page.waitForEvent('filechooser');
  await visit.button('Put a file …').click();
  await (await chooser).setFiles({ name, mimeType: 'text/html', buffer: Buffer.from(text) });
  if (isThere) await visit.button('Replace').click();
  await visit.page.getByText(`${name} is on the device, and was read back.`).first().waitFor();
}

/** Opens that list. */
export async function openDeviceFiles(visit: Visit): Promise<void> {
  await visit.button('Settings and files').click();
  await visit.page.getByText('Files', { exact: true }).click();
}
