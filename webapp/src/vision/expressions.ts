/** What a face can be read as, in the order in which FER2013 numbers them. */
export const EXPRESSIONS = [
  'angry',
  'disgust',
  'fear',
  'happy',
  'sad',
  'surprise',
  'neutral',
] as const;

/** One of seven, in English; a page translates them. */
export type Expression = (typeof EXPRESSIONS)[number];

/** True if `value` is an expression's name. */
export function isExpression(value: unknown): value is Expression {
  return EXPRESSIONS.some((expression) => expression === value);
}

/** face-api.js's names (FaceExpressions) and what they are called here. */
export const FROM_FACE_API = {
  angry: 'angry',
  disgusted: 'disgust',
  fearful: 'fear',
  happy: 'happy',
  sad: 'sad',
  surprised: 'surprise',
  neutral: 'neutral',
} as const satisfies Record<string, Expression>;

/** Human's names (Emotion) and what they are called here: the same. */
export const FROM_HUMAN = {
  angry: 'angry',
  disgust: 'disgust',
  fear: 'fear',
  happy: 'happy',
  sad: 'sad',
  surprise: 'surprise',
  neutral: 'neutral',
} as const satisfies Record<string, Expression>;
