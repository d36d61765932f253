import type { Identifier } from './coding.ts'

/**
 * Who somebody is, by a number in a register, for telling whether two people are two: letters and
 * digits alone, whatever their width or case, and digits of any script. A number does not become
 * another's by a space, a hyphen, a zero in front or a character that nobody sees.
 */
export function personOf({ system, value }: Identifier): string {
  return JSON.stringify([plain(system), plain(value)])
}

function plain(text: string): string {
  const folded = text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
  return folded
    .replace(/[^\p{L}\p{N}\p{M}]|\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\p{Nd}/gu, digitOf)
    .replace(/(?<!\d)0+(?=\d)/g, '')
}

/** Unicode puts the digits of each script side by side, from zero to nine. */
function digitOf(character: string): string {
  const point = character.codePointAt(0) as number
  let zero = point
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return `${(point - zero) % 10}`
}

/**
 * Whether two people are shown to be two: other numbers of one register. Who is in two registers has a
 * number in each, so numbers of two of them tell nothing.
 *
 * @param one - As {@link personOf} says it, and so the other.
 */
export function areTwoPeople(one: string, other: string): boolean {
  const [system, number] = JSON.parse(one) as readonly [string, string]
  const [otherSystem, otherNumber] = JSON.parse(other) as readonly [string, string]
  return system === otherSystem && number !== otherNumber
}
