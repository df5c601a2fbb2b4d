import type { BackendChoice, BackendRefusal } from '../types';

export type GpuChoice = Exclude<BackendChoice, 'wasm'>;

/** A GPU that TF.js computes on. */
export interface Gpu {
  /** Whether it is gone; TF.js goes on with zeros then and says nothing. */
  isLost(): boolean;
  /** Aborted soon after it is gone. An answer that was waited for may never come. */
  readonly lost: AbortSignal;
}

/**
 * Starts TF.js on a GPU and makes that its current back end.
 *
 * @param giveUp once aborted, TF.js's current back end is left alone
 * @throws GpuRefused
 */
export type StartGpu = (giveUp: AbortSignal) => Promise<Gpu>;

/** A GPU that is not computed on. Readers take WebAssembly instead, so that no page sees this. */
export class GpuRefused extends Error {
  override readonly name = 'GpuRefused';
  readonly reason: BackendRefusal;

  constructor(reason: BackendRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
