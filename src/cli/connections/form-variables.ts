/** A variable of a web page as the device reads it; null: it is not there, or no decimal number. */
export function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}
