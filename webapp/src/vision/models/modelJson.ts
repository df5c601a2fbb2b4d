import { Field } from './fields';

/** A tensor of a model's weights file. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
  quantization?: { dtype: 'uint8' | 'uint16' | 'float16'; scale?: number; min?: number };
}

/** The parts of a `model.json` that TF.js's graph loader needs. */
export interface GraphDescription {
  /** A TensorFlow GraphDef as JSON; TF.js itself rejects what it cannot read. */
  readonly topology: object;
  readonly signature: object | undefined;
  /** Shards in the order of their bytes. */
  readonly shards: readonly string[];
  readonly weights: readonly WeightSpec[];
}

const DTYPES = ['float32', 'int32', 'bool'] as const;
const QUANTIZED_DTYPES = ['uint8', 'uint16', 'float16'] as const;

/** @throws VisionError `modelIncompatible`, naming the field. */
export function parseModelJson(json: unknown): GraphDescription {
  const model = new Field(json, 'model.json');
  model.at('format').exactly('graph-model');
  const groups = model.at('weightsManifest').items();
  return {
    topology: model.at('modelTopology').object(),
    signature: model.at('signature').optional()?.object(),
    shards: groups.flatMap((group) =>
      group
        .at('paths')
        .items()
        .map((path) => path.text()),
    ),
    weights: groups.flatMap((group) => group.at('weights').items().map(parseWeight)),
  };
}

function parseWeight(weight: Field): WeightSpec {
  const spec: WeightSpec = {
    name: weight.at('name').text(),
    shape: weight
      .at('shape')
      .items()
      .map((size) => size.whole(0, Number.MAX_SAFE_INTEGER)),
    dtype: weight.at('dtype').oneOf(DTYPES),
  };
  const quantization = weight.at('quantization').optional();
  if (quantization === undefined) return spec;
  const dtype = quantization.at('dtype').oneOf(QUANTIZED_DTYPES);
  if (dtype === 'float16') return { ...spec, quantization: { dtype } };
  const scale = quantization.at('scale').number(0, Number.MAX_VALUE);
  const min = quantization.at('min').number(-Number.MAX_VALUE, Number.MAX_VALUE);
  return { ...spec, quantization: { dtype, scale, min } };
}
