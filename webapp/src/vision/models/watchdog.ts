/**
 * `promise`, or a rejection with `makeError()` if it has not settled within `limitMs`. The work
 * behind the promise continues; its late outcome is ignored.
 */
export async function withWatchdog<T>(
  promise: Promise<T>,
  limitMs: number,
  makeError: () => Error,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const bark = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(makeError());
    }, limitMs);
  });
  try {
    return await Promise.race([promise, bark]);
  } finally {
    clearTimeout(timer);
  }
}
