/** Hands a file to the browser's downloads. */
export function offerDownload(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes from the click on.
  URL.revokeObjectURL(address);
}
