import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { LeanBackend } from './leanBackend';

/** A kernel of this back end: TF.js's arguments, in another order. */
export type LeanKernel = (
  backend: LeanBackend,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
) => TensorInfo;

export type Four = [number, number, number, number];

/** A kernel's input. @throws Error if it is missing. */
export function input(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`expected the input ${name}, got none.`);
  return tensor;
}

/** A kernel's numeric attribute; 0 if absent. */
export function numberOf(attributes: NamedAttrMap, name: string): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : 0;
}

/** A kernel's attribute of numbers, flattened. */
export function numbersOf(attributes: NamedAttrMap, name: string): number[] {
  return [attributes[name]].flat(2).filter((value) => typeof value === 'number');
}

/** One value for both directions of an image, or one for each; 1 if absent. */
export function pairOf(attributes: NamedAttrMap, name: string): [number, number] {
  const [down = 1, across = down] = numbersOf(attributes, name);
  return [down, across];
}

/** The shape of images. @throws Error if it does not have four sizes. */
export function imageShape({ shape }: TensorInfo): Four {
  const [n, height, width, channels] = shape;
  if (channels !== undefined && shape.length === 4)
    return [n ?? 0, height ?? 0, width ?? 0, channels];
  throw new Error(`expected images of shape [n, height, width, channels], got [${String(shape)}].`);
}

/** How far a window reaches beyond an image. */
export function paddingOf(
  attributes: NamedAttrMap,
): 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]] {
  const name = attributes['pad'];
  if (name === 'same') return 'same';
  if (name === 'valid') return 'valid';
  const [all = 0, ...more] = numbersOf(attributes, 'pad');
  const [, top = all, bottom = all, left = all, right = all] = more;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The range in which an activation leaves values unchanged. */
export function activationRange(name: unknown): readonly [low: number, high: number] {
  if (name === undefined || name === null || name === 'linear') return [-Infinity, Infinity];
  if (name === 'relu') return [0, Infinity];
  if (name === 'relu6') return [0, 6];
  throw new Error(`expected no activation, relu or relu6, got ${JSON.stringify(name)}.`);
}
