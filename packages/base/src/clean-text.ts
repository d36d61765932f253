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

/** Letters that may stand together: of one script, or those that East Asian names are written in. */
const together = [
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]*$/u,
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Bopomofo}]*$/u,
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Hangul}]*$/u,
] as const
const common = /^[\p{scx=Common}\p{scx=Inherited}]$/u
// Those that ECMAScript has names for and that letters of names are written in today, beside the above.
const others = (
  'Adlam Arabic Armenian Balinese Bengali Buginese Canadian_Aboriginal Cham Cherokee Coptic Cyrillic ' +
  'Devanagari Ethiopic Georgian Glagolitic Gothic Greek Gujarati Gurmukhi Hebrew Javanese Kannada ' +
  'Khmer Lao Lisu Malayalam Meetei_Mayek Mongolian Myanmar Nko Ol_Chiki Oriya Sinhala Sundanese ' +
  'Syriac Tamil Telugu Thaana Thai Tibetan Tifinagh Vai Yi'
)
  .split(' ')
  .map((name) => new RegExp(`^\\p{scx=${name}}*$`, 'u'))

/**
 * Whether letters of different scripts stand in one word, as in a Latin name with one Cyrillic or Armenian
 * letter; Latin beside Han, kana, Bopomofo or Hangul is common and not meant, and a letter of a script
 * that is none of today's beside nothing is. UTS 39 §5.2, highly restrictive.
 */
export function mixesScripts(text: string): boolean {
  return text.split(/[^\p{L}\p{M}]+/u).some((word) => {
    const letters = [...word].filter((letter) => !common.test(letter)).join('')
    return ![...together, ...others].some((script) => script.test(letters))
  })
}
