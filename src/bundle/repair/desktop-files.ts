/** Files that desktops put beside others, and that nobody sees there. */
const NAMES = new Set([
  '.DS_Store',
  'desktop.ini',
  'Desktop.ini',
  'Thumbs.db',
  'ehthumbs.db',
  'Icon\r',
]);

/** Of macOS: AppleDouble files in their own folder or beside each file; of Windows: views and thumbnails. */
export function isDesktopFile(path: string): boolean {
  const names = path.split('/');
  const last = names.at(-1) ?? '';
  return names.includes('__MACOSX') || last.startsWith('._') || NAMES.has(last);
}
