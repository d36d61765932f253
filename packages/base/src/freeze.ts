/**
 * Freezes plain objects and arrays to any depth, in place, and returns the same value. What is
 * frozen already is not looked into, for parsed JSON is frozen to its leaves. Bytes cannot be
 * frozen; hand out copies of those.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (ArrayBuffer.isView(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) deepFreeze(member)
  return value
}
