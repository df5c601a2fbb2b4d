import { VisionError } from '../errors';

/** A JSON value of unknown shape, with its place in the file for error messages. */
export class Field {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  /** The error for this field: what was expected and what came instead. */
  refuse(expected: string): VisionError {
    return new VisionError(
      'modelIncompatible',
      `${this.#path}: expected ${expected}, got ${describe(this.#value)}. ` +
        'Export the model again with the converter of this version.',
    );
  }

  /** The field called `key` of this object. */
  at(key: string): Field {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.refuse('an object');
    }
    return new Field(Object.getOwnPropertyDescriptor(value, key)?.value, `${this.#path}.${key}`);
  }

  /** The elements of this array. */
  items(): Field[] {
    if (!Array.isArray(this.#value)) throw this.refuse('a list');
    return this.#value.map((value: unknown, index) => new Field(value, `${this.#path}[${index}]`));
  }

  /** This object as it is. */
  object(): object {
    if (typeof this.#value !== 'object' || this.#value === null) throw this.refuse('an object');
    return this.#value;
  }

  /** This field, or undefined if it is absent. */
  optional(): Field | undefined {
    return this.#value === undefined ? undefined : this;
  }

  /** The one of `options` that this field holds. */
  oneOf<T extends string>(options: readonly T[]): T {
    const option = options.find((candidate) => candidate === this.#value);
    if (option === undefined) throw this.refuse(`one of ${options.join(', ')}`);
    return option;
  }

  isTrue(): boolean {
    return this.#value === true;
  }

  text(): string {
    if (typeof this.#value !== 'string' || this.#value === '') throw this.refuse('a text');
    return this.#value;
  }

  /** A finite number within [low, high]. */
  number(low: number, high: number): number {
    const value = this.#value;
    if (typeof value !== 'number' || !(value >= low && value <= high)) {
      throw this.refuse(`a number from ${low} to ${high}`);
    }
    return value;
  }

  /** A whole number within [low, high]. */
  whole(low: number, high: number): number {
    const value = this.number(low, high);
    if (!Number.isInteger(value)) throw this.refuse('a whole number');
    return value;
  }

  /** Refuses anything but `expected`, compared as JSON. */
  exactly<T extends string | number | readonly (number | null)[]>(expected: T): T {
    const wanted = JSON.stringify(expected);
    if (JSON.stringify(this.#value) !== wanted) throw this.refuse(wanted);
    return expected;
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}
