/**
 * Takes out what cannot be seen or turns the reading direction, so that a name shows as what it is.
 * White space becomes single spaces. Part of what patients sign: a change needs a new version of that.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{White_Space}\p{Cc}]+/gu, ' ')
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, '')
    .trim()
}

/** What an identifier mostly consists of: nothing of it could pass for a word of ours. */
const identifier = /^[\w.~:/?#@!$&*+,=%|^-]+$/

/**
 * A code or an identifier as it is; what could be read as more than one stands in quotation marks,
 * or somebody's code might say `; for the purpose of treatment` in the midst of a sentence of ours.
 */
export function literalText(text: string): string {
  const clean = cleanText(text)
  return identifier.test(clean) ? clean : `“${clean.replace(/[“”]/g, '"')}”`
}

/** A name without the marks that join our sentences: in brackets stands only who bears the name. */
export function nameText(name: string): string {
  return cleanText(name).replace(/[(（]/g, '[').replace(/[)）]/g, ']').replace(/[;；]/g, ',')
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
