/** The measurement cannot be made; the message says what was expected, what came and what to do. */
export class SpeedError extends Error {}
