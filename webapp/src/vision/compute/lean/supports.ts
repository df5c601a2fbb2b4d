import { VisionError } from '../../errors';
import { Field } from '../../models/fields';
import type { GraphDescription } from '../../models/modelJson';

/** TensorFlow operations that the kernels compute, except for the cases in `lackOf`. */
export const OPERATIONS: ReadonlySet<string> = new Set([
  'Add',
  'AddV2',
  'AvgPool',
  'BiasAdd',
  'Cast',
  'ConcatV2',
  'Const',
  'Conv2D',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2dNative',
  'Identity',
  'ImageProjectiveTransformV3',
  'Log',
  'MatMul',
  'MaxPool',
  'Maximum',
  'Mean',
  'Minimum',
  'Mul',
  'Neg',
  'Pack',
  'Pad',
  'Placeholder',
  'Relu',
  'Relu6',
  'Reshape',
  'Shape',
  'Sigmoid',
  'Softmax',
  'StridedSlice',
  'Sub',
  'Sum',
  '_FusedConv2D',
  '_FusedMatMul',
]);

/** What may be fused into a convolution or a product. */
const FUSED: ReadonlySet<string> = new Set(['BiasAdd', 'Relu', 'Relu6']);

/** Attributes of which the kernels know these values alone. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  data_format: ['NHWC'],
  fill_mode: ['CONSTANT', 'NEAREST'],
  interpolation: ['BILINEAR'],
};

/**
 * Checks that the kernels can compute a graph.
 *
 * @throws VisionError `modelIncompatible` naming the first operation that they lack.
 */
export function expectSupported({ topology, weights }: GraphDescription): void {
  const shapes = new Map(weights.map(({ name, shape }) => [name, shape]));
  for (const node of new Field(topology, 'modelTopology').at('node').items()) {
    const lack = lackOf(node, shapes);
    if (lack === undefined) continue;
    throw new VisionError(
      'modelIncompatible',
      `expected only operations that the page's kernels compute, got ${lack} at ` +
        `${node.at('name').text()}. Build the network without it, or add it to ` +
        'webapp/src/vision/compute/lean.',
    );
  }
}

/** What the kernels lack for a node, in words; undefined if they can compute it. */
function lackOf(node: Field, shapes: ReadonlyMap<string, readonly number[]>): string | undefined {
  const operation = node.at('op').text();
  if (!OPERATIONS.has(operation)) return operation;
  const attributes = node.at('attr').optional();
  const find = (name: string, kind: string) => attributes?.at(name).optional()?.at(kind).optional();
  if (['transpose_a', 'transpose_b', 'adj_x', 'adj_y'].some((name) => find(name, 'b')?.isTrue())) {
    return `${operation} of a transposed matrix`;
  }
  for (const [name, known] of Object.entries(VALUES)) {
    const value = find(name, 's');
    if (value !== undefined && !known.includes(plain(value))) {
      return `${operation} with ${name} ${plain(value)}`;
    }
  }
  const fused = find('fused_ops', 'list')?.at('s').optional()?.items() ?? [];
  const strange = fused.map(plain).find((name) => !FUSED.has(name));
  if (strange !== undefined) return `${strange} fused into ${operation}`;
  const constant = shapes.get(node.at('input').optional()?.items()[1]?.text() ?? '');
  if (operation.includes('Depthwise') && constant?.[3] !== 1) {
    return `${operation} with several filters a channel`;
  }
  // Paddings of images are four pairs.
  if (operation === 'Pad' && constant?.[0] !== 4) return `${operation} of what is no image`;
  return undefined;
}

/** TensorFlow writes strings in base64. */
function plain(text: Field): string {
  return atob(text.text());
}
