/** LittleFS as Mongoose OS formats and mounts it: the numbers that are not on the flash. */
export const DEFAULT_BLOCK_SIZE = 4096;
/** Bytes: what is written is padded to this with ones. */
export const PROGRAM_UNIT = 64;
/** Bytes that one program takes at most; files up to it live inside the metadata. */
export const CACHE_SIZE = 256;
/** A metadata block moves elsewhere when it was rewritten about that often. */
export const BLOCK_CYCLES = 512;
export const NAME_MAX = 255;
export const FILE_MAX = 0x7fffffff;
/** Most bytes that one tag can carry, so also the most of an attribute. */
export const ATTRIBUTE_MAX = 0x3fe;
/** On-disk version 2.0: the newest that the devices' LittleFS mounts. */
export const DISK_VERSION = 0x0002_0000;
/** More entries than that in one pair and it is split. */
export const PAIR_ENTRIES_MAX = 0xff;
