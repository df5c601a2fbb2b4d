/** The expressions, in FER2013's order. */
export const EXPRESSIONS = [
  'angry',
  'disgust',
  'fear',
  'happy',
  'sad',
  'surprise',
  'neutral',
] as const;

/** One of the seven, in English; pages translate them. */
export type Expression = (typeof EXPRESSIONS)[number];

/** True if `value` is an expression's name. */
export function isExpression(value: unknown): value is Expression {
  return EXPRESSIONS.some((expression) => expression === value);
}

/** face-api.js's names (FaceExpressions), mapped to ours. */
export const FROM_FACE_API = {
  angry: 'angry',
  disgusted: 'disgust',
  fearful: 'fear',
  happy: 'happy',
  sad: 'sad',
  surprised: 'surprise',
  neutral: 'neutral',
} as const satisfies Record<string, Expression>;

/** Human's names (Emotion), mapped to ours, which are the same. */
export const FROM_HUMAN = {
  angry: 'angry',
  disgust: 'disgust',
  fear: 'fear',
  happy: 'happy',
  sad: 'sad',
  surprise: 'surprise',
  neutral: 'neutral',
} as const satisfies Record<string, Expression>;
