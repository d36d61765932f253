/** Numbers that a seed repeats. */
export interface Random {
  /** Below `limit`. */
  int(limit: number): number
  /** One time in `n`. */
  once(n: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  pick<T>(items: readonly T[]): T | undefined
}

/** Mulberry32, from any texts and numbers. */
export function randomOf(...seed: readonly (string | number)[]): Random {
  let state = 0x9e3779b9
  for (const character of seed.join('\u0000')) {
    state = Math.imul(state ^ (character.codePointAt(0) as number), 0x01000193)
  }
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (limit: number): number => Math.floor(next() * limit)
  return {
    int,
    once: (n) => int(n) === 0,
    pick: <T>(items: readonly T[]) => items[int(items.length)] as T,
  }
}
