/** A reason not to start that is told in one sentence, without a stack. */
export class StartError extends Error {}
