/** A value in the answer of a device, and the JSON pointer to it. */
export interface AnswerValue {
  readonly path: string;
  readonly value: string | number | boolean | null;
}

/** More is not looked through by people. */
const MOST_VALUES = 200;

/** In the order of the answer. Pure. */
export function answerValues(result: unknown, path = ''): readonly AnswerValue[] {
  if (typeof result !== 'object' || result === null)
    return isScalar(result) ? [{ path, value: result }] : [];
  const values: AnswerValue[] = [];
  for (const [name, inner] of Object.entries(result)) {
    const part = name.replaceAll('~', '~0').replaceAll('/', '~1');
    values.push(...answerValues(inner, `${path}/${part}`));
    if (values.length >= MOST_VALUES) break;
  }
  return values.slice(0, MOST_VALUES);
}

export const isScalar = (value: unknown): value is AnswerValue['value'] =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
