import type { Kernels } from './module';

/** Memory of a tape that no tensor needs at the moment. */
interface Idle {
  readonly pointer: number;
  readonly bytes: number;
}

/**
 * The kernel calls of a graph's run, to be repeated with other inputs. A network runs the same steps in
 * the same memory each time, so TF.js's overhead of some 15 microseconds for each step is paid once. A
 * tape owns its memory, so that nothing else uses it between two runs.
 */
export class Tape {
  private readonly steps: (() => void)[] = [];
  private readonly owned: number[] = [];
  private readonly idle: Idle[] = [];
  private readonly kernels: Kernels;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  add(step: () => void): void {
    this.steps.push(step);
  }

  /** Memory for a tensor of the recorded run: reused from another tensor, or new. */
  take(bytes: number): number {
    const fitting = this.idle
      .filter((each) => each.bytes >= bytes)
      .reduce<Idle | undefined>(
        (best, each) => (best && best.bytes <= each.bytes ? best : each),
        undefined,
      );
    if (fitting === undefined) {
      const pointer = this.kernels.allocate(bytes);
      this.owned.push(pointer);
      return pointer;
    }
    this.idle.splice(this.idle.indexOf(fitting), 1);
    return fitting.pointer;
  }

  /** Frees a tensor's memory for later ones. */
  give(pointer: number, bytes: number): void {
    this.idle.push({ pointer, bytes });
  }

  replay(): void {
    for (const step of this.steps) step();
  }

  dispose(): void {
    for (const pointer of this.owned) this.kernels.free(pointer);
    this.owned.length = 0;
    this.steps.length = 0;
  }
}
