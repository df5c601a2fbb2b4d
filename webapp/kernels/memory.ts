/**
 * Memory of the kernels. Every block is aligned to 16 bytes and has 32 more than requested, since the
 * kernels work on four numbers at a time and may read and write that far beyond the last one.
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

/** A block for the duration of one call; all calls share it. */
export function borrowScratch(bytes: usize): usize {
  if (bytes > scratchBytes) {
    if (scratch != 0) heap.free(scratch);
    scratch = allocate(bytes);
    scratchBytes = bytes;
  }
  return scratch;
}
