/**
 * A name without what cannot be seen or turns the reading direction, on one line. Authorities certify such
 * characters, too.
 */
export function cleanName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{White_Space}\p{Cc}]+/gu, ' ')
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, '')
    .trim()
}
