import {
  DataStorage,
  engine,
  KernelBackend,
  util,
  type BackendValues,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Kernels } from './module';
import { Tape } from './tape';

/** Numbers as this back end stores them. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** A tensor's data: numbers in JavaScript, in the kernels' memory, or in both. */
interface Block {
  readonly dtype: DataType;
  readonly length: number;
  readonly values: Numbers | undefined;
  pointer: number | undefined;
  /** The same data in other orders, by name: weights laid out for a kernel. */
  readonly packed: Map<string, number>;
  /** The tape that owns the memory at `pointer`, if the tensor was created while recording. */
  readonly tape: Tape | undefined;
  references: number;
}

/** Packs numbers from one pointer to another. */
export interface Packing {
  /** Distinguishes this order from others of the same numbers. */
  readonly name: string;
  readonly floats: number;
  readonly pack: (from: number, to: number) => void;
}

/**
 * A TF.js back end for image networks: kernels.wasm computes large tensors, in float32, and JavaScript
 * small ones. Images are [n, height, width, channels].
 */
export class LeanBackend extends KernelBackend {
  private readonly blocks = new DataStorage<Block>(this, engine());
  private tape: Tape | undefined;
  readonly kernels: Kernels;

  constructor(kernels: Kernels) {
    super();
    this.kernels = kernels;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    const length = util.sizeFromShape(shape);
    this.add(
      dataId,
      { dtype, length, values: toNumbers(values, dtype), pointer: undefined },
      references,
    );
  }

  override numDataIds(): number {
    return this.blocks.numDataIds();
  }

  override refCount(dataId: object): number {
    return this.blocks.has(dataId) ? this.blocks.get(dataId).references : 0;
  }

  override incRef(dataId: object): void {
    this.blocks.get(dataId).references += 1;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.blocks.has(dataId)) return true;
    const block = this.blocks.get(dataId);
    block.references -= 1;
    if (block.references > 0 && !force) return false;
    this.release(block);
    this.blocks.delete(dataId);
    return true;
  }

  override read(dataId: object): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override readSync(dataId: object): BackendValues {
    return this.view({ dataId })().slice();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    // The kernels' memory is freed with the last reference to them.
  }

  /** Address of a float32 tensor in the kernels' memory; copies it there if necessary. */
  pointerTo({ dataId }: TensorInfo): number {
    const block = this.blocks.get(dataId);
    block.pointer ??= this.copyIn(block);
    return block.pointer;
  }

  /** Address of a float32 tensor in another order, which is made once and kept as long as the tensor. */
  packed({ dataId }: TensorInfo, { name, floats, pack }: Packing): number {
    const block = this.blocks.get(dataId);
    const known = block.packed.get(name);
    if (known !== undefined) return known;
    const isCopied = block.pointer === undefined;
    const from = block.pointer ?? this.copyIn(block);
    const to = this.allocate(floats, block.tape);
    const write = () => {
      pack(from, to);
    };
    write();
    block.tape?.add(write);
    if (isCopied && block.tape === undefined) this.kernels.free(from);
    block.packed.set(name, to);
    return to;
  }

  /** A new float32 tensor in the kernels' memory, for a kernel to fill. */
  create(shape: readonly number[]): TensorInfo {
    const dataId = {};
    const length = util.sizeFromShape([...shape]);
    const pointer = this.allocate(length, this.tape);
    this.add(dataId, { dtype: 'float32', length, values: undefined, pointer });
    return { dataId, shape: [...shape], dtype: 'float32' };
  }

  /** A new tensor that JavaScript computes from the results of `view`. */
  derive(shape: readonly number[], dtype: DataType, compute: () => Numbers): TensorInfo {
    const dataId = {};
    const values = compute();
    this.add(dataId, { dtype, length: values.length, values, pointer: undefined });
    this.tape?.add(() => {
      values.set(compute());
    });
    return { dataId, shape: [...shape], dtype };
  }

  /** Runs a kernel, or anything else that fills a tensor from `create`. */
  run(...[kernel, ...numbers]: [(...numbers: number[]) => void, ...number[]]): void {
    kernel(...numbers);
    this.tape?.add(() => {
      kernel(...numbers);
    });
  }

  /** The same numbers in another shape. */
  share({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /** Runs `compute` once and records its kernel calls, to be replayed any number of times. */
  record(compute: () => void): Tape {
    const tape = new Tape(this.kernels);
    this.tape = tape;
    try {
      compute();
      return tape;
    } catch (error) {
      tape.dispose();
      throw error;
    } finally {
      this.tape = undefined;
    }
  }

  /**
   * Returns access to a tensor's numbers, also when a tape is replayed and TF.js has long disposed the
   * tensor. Numbers in the kernels' memory are valid until the next kernel runs.
   */
  view({ dataId }: Pick<TensorInfo, 'dataId'>): () => Numbers {
    const block = this.blocks.get(dataId);
    return () =>
      block.values ?? new Float32Array(this.kernels.memory.buffer, block.pointer, block.length);
  }

  private release({ packed, pointer, length, tape }: Block): void {
    if (tape !== undefined) {
      if (pointer !== undefined) tape.give(pointer, 4 * length);
      return;
    }
    for (const each of packed.values()) this.kernels.free(each);
    if (pointer !== undefined) this.kernels.free(pointer);
  }

  private add(
    dataId: object,
    block: Pick<Block, 'dtype' | 'length' | 'values' | 'pointer'>,
    references = 1,
  ): void {
    this.blocks.set(dataId, { ...block, packed: new Map(), tape: this.tape, references });
  }

  private allocate(length: number, tape: Tape | undefined): number {
    return tape?.take(4 * length) ?? this.kernels.allocate(4 * length);
  }

  private copyIn({ values, length, dtype, tape }: Block): number {
    if (!(values instanceof Float32Array)) {
      throw new Error(`expected float32 numbers for a kernel, got ${dtype}.`);
    }
    const pointer = this.allocate(length, tape);
    const copy = () => {
      new Float32Array(this.kernels.memory.buffer, pointer, length).set(values);
    };
    copy();
    tape?.add(copy);
    return pointer;
  }
}

function toNumbers(values: BackendValues, dtype: DataType): Numbers {
  if (dtype === 'string' || dtype === 'complex64') {
    throw new Error(`expected numbers, got a tensor of ${dtype}.`);
  }
  if (dtype === 'float32' && values instanceof Float32Array) return values;
  if (dtype === 'int32' && values instanceof Int32Array) return values;
  const numbers = Array.from(values, Number);
  if (dtype === 'float32') return Float32Array.from(numbers);
  return dtype === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers);
}
