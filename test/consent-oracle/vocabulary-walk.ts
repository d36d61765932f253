import type { Hierarchy } from '@fidecura/consent'

/** Whether a code is the other one, or lies below it, by climbing one step after the other. */
export function isWithin(tree: Hierarchy, code: string, other: string): boolean {
  if (code === other) return true
  const parent = Object.hasOwn(tree, code) ? tree[code] : undefined
  return typeof parent === 'string' && isWithin(tree, parent, other)
}

export function isBelow(tree: Hierarchy, code: string, other: string): boolean {
  return code !== other && isWithin(tree, code, other)
}
