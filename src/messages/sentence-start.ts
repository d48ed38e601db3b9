/** A name at the beginning of a sentence: `the practice device` gets its capital, an id stays as it is. */
export const begin = (name: string): string => name.replace(/^the /, 'The ');
