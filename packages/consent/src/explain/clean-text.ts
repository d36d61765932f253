/**
 * Takes out what cannot be seen or turns the reading direction, so that a name shows as what it is.
 * White space becomes single spaces.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{White_Space}\p{Cc}]+/gu, ' ')
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, '')
    .trim()
}

const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u] as const

/**
 * Whether letters of scripts that look alike stand in one word, as in a Latin name with one Cyrillic
 * letter. Latin beside Han is common and not meant. UTS 39 §5.
 */
export function mixesScripts(text: string): boolean {
  return text
    .split(/[^\p{L}\p{M}]+/u)
    .some((word) => scripts.filter((script) => script.test(word)).length > 1)
}
