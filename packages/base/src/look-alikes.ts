/**
 * Letters of each script that look like one Latin letter, from confusables.txt 17.0.0 of UTS 39; those that look like
 * a digit or like several letters are left away.
 */
const lookAlikes = [
  // Cyrillic
  'ЅІЈАВЕКМНОРСТУХЬѴҮӀԌԜагеорсухѕіјѡѵүһҽӏԁԛԝ',
  // Greek
  'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϒϜϹϺαγινορσυϱϲϳ',
  // Armenian
  'ՍՏՕագզհոռսցքօ',
  // Cherokee
  'ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏳᏴ',
].map((letters) => new RegExp(`^[${letters}]+$`, 'u'))

/**
 * Whether a word is written wholly in letters of one other script that look like Latin ones, such as Cyrillic `аррӏе`
 * (UTS 39 §4, whole-script confusables). Some honest words are; `mixesScripts` knows those of several scripts.
 */
export function looksLatin(text: string): boolean {
  const words = text.normalize('NFC').split(/[^\p{L}\p{M}]+/u)
  return words.some((word) => lookAlikes.some((letters) => letters.test(word)))
}
