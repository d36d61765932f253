import type { Identifier } from './coding.ts'

/**
 * Who somebody is, by a number in a register, for telling whether two people are two: letters and
 * digits alone, whatever their width or case. A number does not become another's by a space, a hyphen
 * or a character that nobody sees.
 */
export function personOf({ system, value }: Identifier): string {
  return JSON.stringify([plain(system), plain(value)])
}

function plain(text: string): string {
  const folded = text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
  return folded.replace(/[^\p{L}\p{N}\p{M}]|\p{Default_Ignorable_Code_Point}/gu, '')
}
