/** Ready at once on Node, where digests and single signatures are; later with Web Crypto. */
export type MaybePromise<T> = T | Promise<T>

/** Goes on at once if it can: every needless await costs as much as a digest. */
export function whenReady<T, R>(
  value: MaybePromise<T>,
  next: (ready: T) => MaybePromise<R>,
): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value)
}

/** As `Promise.all`, for values that may be there already. */
export function allReady<T>(values: readonly MaybePromise<T>[]): MaybePromise<readonly T[]> {
  return values.some(isPromise) ? Promise.all(values) : (values as readonly T[])
}

function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value
}
