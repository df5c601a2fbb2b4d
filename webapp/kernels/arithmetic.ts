/** No bound. */
export const INFINITY: f32 = f32.MAX_VALUE * 2;

/** a · b + c, in one instruction where the build allows relaxed SIMD. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** Four numbers clamped between `low` and `high`; NaN stays NaN. */
export function clamp(values: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(values, low), high);
}
