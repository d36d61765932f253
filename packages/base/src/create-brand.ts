/** Of the values that one function makes. */
export interface Minted<T extends object> {
  /** Makes it one of them: this very value, and no copy. */
  mint(value: Unbranded<T>): T
  /** @throws What {@link createBrand} was given. */
  assert(value: unknown): asserts value is T
}

/** What a value says, without the member that stands for its brand in the type. */
export type Unbranded<T> = { readonly [K in keyof T as K extends symbol ? never : K]: T[K] }

/**
 * Tells the values that one function has made from those that were made by hand, or copied: JavaScript
 * callers have no types, and a copy may have been changed.
 *
 * @param refusal - What is thrown for any other value.
 */
export function createBrand<T extends object>(refusal: () => Error): Minted<T> {
  const minted = new WeakSet<object>()
  return {
    mint(value) {
      minted.add(value)
      // The one cast: what has all members of a brand's values, and is in the set, has the brand.
      return value as unknown as T
    },
    assert(value) {
      if (!minted.has(value as object)) throw refusal()
    },
  }
}
