// GENERATED from the constants of crate/src, by `npm run generate`.

/** The first bytes of a program: magic, version, type of elements, number of subprograms. */
export const PROGRAM_HEADER = [102, 108, 120, 2, 0, 0] as const;

/** The code of a constant in a program; those of ops are above. */
export const CONSTANT_CODE = 0;

/** The code of an op. */
export const SUM = 130;

/** The code of an op. */
export const MEAN = 131;

/** The code of an op. */
export const DOT = 132;

/** The code of an op. */
export const NORM = 133;

/** The code of an op. */
export const AMAX = 134;

/** The code of an op. */
export const AMIN = 135;

/** The code of an op. */
export const VARIANCE_ABOUT = 136;

/** The code of an op. */
export const STD_ABOUT = 137;

/** The code of an op. */
export const COUNT = 140;

/** The code of an op. */
export const LOGSUMEXP = 143;

/** The code of an op. */
export const EVERY = 221;

/** The code of an op. */
export const BOTH = 222;

/** The code of an op. */
export const LIKE = 223;

/** The code of an op. */
export const TOTAL = 224;

/** The code of an op. */
export const CASE = 225;

/** The code of an op. */
export const REFUSE = 226;

/** The code of an op. */
export const EITHER = 232;

/** Why a call is refused. */
export const MIXES = 0;

/** Why a call is refused. */
export const AMBIGUOUS = 1;

/** Why a call is refused. */
export const COUNTS = 2;

/** Why a call is refused. */
export const TANGENT = 4;

/** Why a call is refused. */
export const COTANGENT = 5;

/** Why a call is refused. */
export const SQUARE = 6;

/** The most inputs that a program may have. */
export const MAX_INPUTS = 65536;

/** The opcodes of kernels: the core's table of functions has a loop for each. */
export const MAX_LOOPS = 321;

/** Words of a kernel before its slots: bytes, block, inputs, outputs. */
export const KERNEL_HEADER_WORDS = 4;

/** Bytes of a float32. */
export const FLOAT_BYTES = 4;

/** Bytes of a vector, and of the slot of a number, which is there once for each lane. */
export const VECTOR_BYTES = 16;

/** Elements of a chunk, which sums are totalled by. */
export const CHUNK = 1024;

/** The most chunks that one run of a kernel accumulates. */
export const MAX_CHUNKS = 8;

/** Elements of a vector. */
export const LANES = 4;

/** Bytes of a page of memory. */
export const PAGE_BYTES = 65536;

/** The function that a kernel's module exports. */
export const KERNEL_EXPORT = "run";

/** The module that kernels and loops import from. */
export const IMPORT_MODULE = "core";

/** Imports the memory. */
export const IMPORT_MEMORY = "memory";

/** Imports the core's table of functions. */
export const IMPORT_TABLE = "table";

/** Imports the index in the table of a module's first function, a global. */
export const IMPORT_FIRST = "first";

/** Imports the host's function that puts the loop of an opcode into the table. */
export const IMPORT_LINK = "link";

/** Imports the core's function for lanes that a loop cannot serve. */
export const IMPORT_FALLBACK = "fallback";

/** A module that a host without SIMD refuses. */
export const SIMD_PROBE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11] as const;

/** A module that imports a memory as kernels do. */
export const MEMORY_PROBE = [0, 97, 115, 109, 1, 0, 0, 0, 2, 16, 1, 4, 99, 111, 114, 101, 6, 109, 101, 109, 111, 114, 121, 2, 0, 0] as const;
