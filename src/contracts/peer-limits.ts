/**
 * What is taken from a peer at most. No stock device comes near any of it: it sends frames of a few KiB, has some
 * hundred methods and files, and nests its settings five deep (rpc-methods.md#settings). Whatever is larger is
 * refused before work or memory is spent on it.
 */

/** Bytes of one frame, on every link; a longer one is not parsed. */
export const LONGEST_FRAME_BYTES = 65_536;

/** Objects and lists inside each other in one frame; code that walks values may recurse so far. */
export const DEEPEST_NESTING = 64;

/** Names in a method list; the rest is cut off. */
export const MOST_METHODS = 1024;

/** Entries in a file list; a longer one is not believed: what is foretold from a part of it would be wrong. */
export const MOST_FILES = 1024;
