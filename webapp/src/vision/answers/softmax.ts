/**
 * Calibrated probabilities: softmax(logits / temperature) (Guo et al. 2017, arXiv 1706.04599). A
 * temperature above 1 makes an overconfident model less so and keeps the order.
 */
export function softmax(logits: ArrayLike<number>, temperature: number): number[] {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const largest = Math.max(...scaled);
  const exponentials = scaled.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
