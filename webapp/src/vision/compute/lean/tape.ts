import type { Kernels } from './module';

/** Memory that a tape has and that no tensor needs at the moment. */
interface Idle {
  readonly pointer: number;
  readonly bytes: number;
}

/**
 * What a graph's run asked of the kernels, to be done again with other inputs. A network takes the
 * same steps in the same memory each time; TF.js's way to each of them, some 15 microseconds, is
 * gone once. Its memory is its own, so that nothing else comes to lie there between two turns.
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

  /** Memory for a tensor of the recorded run: what another no longer needs, or new. */
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

  /** A tensor's memory is for later ones. */
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
