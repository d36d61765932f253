declare const brand: unique symbol

/** A `T` that one parser has vouched for. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
