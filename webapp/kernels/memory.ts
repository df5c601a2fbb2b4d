/**
 * Memory of the kernels. Every block begins at 16 bytes and has 32 more than was asked for, as the
 * kernels work on four numbers at a time and may read and write so far beyond the last one.
 */

const SLACK_BYTES: usize = 32;

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes + SLACK_BYTES);
}

export function free(pointer: usize): void {
  heap.free(pointer);
}

let scratch: usize = 0;
let scratchBytes: usize = 0;

/** A block for the length of one call; it is the same for all of them. */
export function borrowScratch(bytes: usize): usize {
  if (bytes > scratchBytes) {
    if (scratch != 0) heap.free(scratch);
    scratch = allocate(bytes);
    scratchBytes = bytes;
  }
  return scratch;
}
