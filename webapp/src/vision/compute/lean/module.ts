import { VisionError } from '../../errors';
import { concat } from '../../models/download';

type Kernel = (...numbers: number[]) => void;

/** The exports of kernels/index.ts, which documents their arguments. Pointers are byte offsets in `memory`. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly allocate: (bytes: number) => number;
  readonly free: (pointer: number) => void;
  readonly packPanels: Kernel;
  readonly panelFloats: (k: number, n: number) => number;
  readonly packWinograd: Kernel;
  readonly gemm: Kernel;
  readonly convolve: Kernel;
  readonly convolveDepthwise: Kernel;
  readonly convolveWinograd: Kernel;
  readonly maxPool: Kernel;
  readonly meanPixels: Kernel;
  readonly add: Kernel;
  readonly addRow: Kernel;
  readonly clampAll: Kernel;
  readonly multiplyRow: Kernel;
  readonly padImages: Kernel;
}

/** The kernels' bytes, built without and with fused multiply-adds; only one build is requested. */
export interface KernelFiles {
  readonly kernels: () => Promise<Uint8Array>;
  readonly relaxedKernels: () => Promise<Uint8Array>;
}

/** One function of a module: f32x4.splat(0), dropped. */
const SIMD = [0xfd, 0x13] as const;
/** The same with f32x4.relaxed_madd. */
const RELAXED_SIMD = [0xfd, 0x85, 0x02] as const;

/** Whether this browser has WebAssembly's SIMD, without which there are no kernels. */
export function hasSimd(): boolean {
  return WebAssembly.validate(moduleOf([...splats(1), 0x1a]));
}

function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(moduleOf([...splats(3), ...RELAXED_SIMD, 0x1a]));
}

/** This many vectors of zeros on the stack. */
function splats(count: number): number[] {
  return Array.from({ length: count }, () => [0x43, 0, 0, 0, 0, ...SIMD]).flat();
}

/** A module of one function without arguments and results. */
function moduleOf(body: readonly number[]): Uint8Array<ArrayBuffer> {
  const code = [0, ...body, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 4, 1, 0x60, 0, 0],
    ...[3, 2, 1, 0],
    ...[10, code.length + 2, 1, code.length, ...code],
  ]);
}

/** The bytes of the fastest build of the kernels that this browser can run. */
export function fetchKernels(files: KernelFiles): Promise<Uint8Array> {
  return hasRelaxedSimd() ? files.relaxedKernels() : files.kernels();
}

/**
 * The kernels, started.
 *
 * @throws VisionError `wasmBlocked` if they cannot start.
 */
export async function startKernels(bytes: Uint8Array): Promise<Kernels> {
  try {
    const { instance } = await WebAssembly.instantiate(concat([bytes]), {});
    if (isKernels(instance.exports)) return instance.exports;
    throw new Error('got a module with other exports');
  } catch (cause) {
    throw new VisionError('wasmBlocked', 'expected the kernels to start, got a refusal.', {
      cause,
    });
  }
}

function isKernels(exports: object): exports is Kernels {
  return 'memory' in exports && 'convolveWinograd' in exports && 'padImages' in exports;
}
