import type { Random } from './random.ts'

/** Must never be seen in an error. The dash, since names as FHIR's elements have them may be. */
export const canary = 'canary-7f3aQ'

const interesting = [
  canary,
  '',
  '\u0000',
  '\ud800',
  '\udfff',
  '\ufeff',
  '\u202e',
  '\n',
  '%00',
  '%2e%2e',
  '%2F',
  '..',
  '://',
  '#',
  '@',
  '~',
  '.',
  ':',
  '"',
  '\\',
  '\\u0061',
  '\\ud800',
  '{',
  ']',
  ',',
  '-0',
  '1e999',
  '9007199254740993',
  '__proto__',
  'constructor',
  'did:key:z6Mk',
  '1970-01-01T00:00:00Z',
  'Infinity',
  'null',
] as const

/** Cuts, doubles, swaps and fills in, a few times over. */
export function mutateText(text: string, other: string, random: Random): string {
  let mutated = text
  for (let rounds = 1 + random.int(4); rounds > 0; rounds--) mutated = step(mutated, other, random)
  return mutated
}

function step(text: string, other: string, random: Random): string {
  const at = random.int(text.length + 1)
  const length = random.once(4) ? random.int(text.length - at + 1) : random.int(8)
  const before = text.slice(0, at)
  const part = text.slice(at, at + length)
  const after = text.slice(at + length)
  switch (random.int(9)) {
    case 0:
      return before + after
    case 1:
      return before
    case 2:
      return before + part + part + after
    case 3:
      return before + random.pick(interesting) + part + after
    case 4:
      return before + random.pick(interesting) + after
    case 5:
      return before + String.fromCharCode(random.int(random.once(4) ? 65_536 : 128)) + after
    case 6: {
      const from = random.int(other.length + 1)
      return before + other.slice(from, from + random.int(40)) + after
    }
    case 7:
      return before + other.slice(random.int(other.length + 1))
    default:
      // Long enough to show work that grows with the square.
      return random.once(50) ? before + (part || canary).repeat(random.int(4000)) + after : after
  }
}

/** Nothing of a sample in it. */
export function randomText(random: Random): string {
  let text = ''
  const length = random.int(random.once(10) ? 400 : 40)
  while (text.length < length) {
    text += random.once(3)
      ? random.pick(interesting)
      : String.fromCharCode(random.int(random.once(5) ? 65_536 : 128))
  }
  return text
}

/** As {@link mutateText} and {@link randomText} for bytes that need be no text. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const mutated = Uint8Array.from(bytes)
  if (mutated.length === 0) return Uint8Array.of(random.int(256))
  for (let rounds = 1 + random.int(4); rounds > 0; rounds--) {
    const at = random.int(mutated.length)
    mutated[at] = random.once(2) ? random.int(256) : (mutated[at] as number) ^ (1 << random.int(8))
  }
  return random.once(4) ? mutated.subarray(random.int(3), random.int(mutated.length + 1)) : mutated
}
