import { Field } from '../fields';
import type { GraphDescription } from '../modelJson';

/** TensorFlow's operations that this back end computes where `isPlain` holds. */
const OPERATIONS: ReadonlySet<string> = new Set([
  'Add',
  'AddV2',
  'BiasAdd',
  'ConcatV2',
  'Const',
  'Conv2D',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2dNative',
  'Identity',
  'Log',
  'MatMul',
  'MaxPool',
  'Maximum',
  'Mean',
  'Mul',
  'Pack',
  'Pad',
  'Placeholder',
  'Relu',
  'Relu6',
  'Reshape',
  'Shape',
  'Softmax',
  'Squeeze',
  'StridedSlice',
  'Sub',
  '_FusedConv2D',
  '_FusedMatMul',
]);

/** What may be fused into a convolution or a product. TensorFlow writes texts in base64. */
const FUSED: ReadonlySet<string> = new Set(['BiasAdd', 'Relu', 'Relu6'].map((name) => btoa(name)));
const CHANNELS_FIRST = btoa('NCHW');

/** Whether this back end has all that a graph needs; TF.js's own WebAssembly has more. */
export function supports({ topology, weights }: GraphDescription): boolean {
  const shapes = new Map(weights.map(({ name, shape }) => [name, shape]));
  const secondInput = (node: Field) => shapes.get(node.at('input').items()[1]?.text() ?? '');
  return new Field(topology, 'modelTopology')
    .at('node')
    .items()
    .every((node) => {
      const operation = node.at('op').text();
      if (!OPERATIONS.has(operation) || !isPlain(node)) return false;
      // Of a depthwise filter, one for each channel; of paddings, those of images.
      if (operation.includes('Depthwise')) return secondInput(node)?.[3] === 1;
      return operation !== 'Pad' || secondInput(node)?.[0] === 4;
    });
}

/** No transposed matrices, channels last, and activations that keep numbers within a range. */
function isPlain(node: Field): boolean {
  const attributes = node.at('attr').optional();
  const find = (name: string, kind: string) => attributes?.at(name).optional()?.at(kind).optional();
  const isTransposed = ['transpose_a', 'transpose_b'].some((name) => find(name, 'b')?.isTrue());
  const fused = find('fused_ops', 'list')?.at('s').optional()?.items() ?? [];
  return (
    !isTransposed &&
    find('data_format', 's')?.text() !== CHANNELS_FIRST &&
    fused.every((name) => FUSED.has(name.text()))
  );
}
