/** What can be said of a condition: it holds, it does not, or nobody knows. */
export type Three = 'yes' | 'no' | 'unknown'

export function anyOf(all: readonly Three[]): Three {
  if (all.includes('yes')) return 'yes'
  return all.includes('unknown') ? 'unknown' : 'no'
}

export function allOf(all: readonly Three[]): Three {
  if (all.includes('no')) return 'no'
  return all.includes('unknown') ? 'unknown' : 'yes'
}

export function knownAs(holds: boolean): Three {
  return holds ? 'yes' : 'no'
}
