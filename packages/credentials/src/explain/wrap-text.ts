/** How wide a character is drawn at most, in parts of the size of the font. */
function widthOf(character: string): number {
  if (/[\p{M}\p{Cf}]/u.test(character)) return 0
  if (/[ijl.,:;'|!()[\]ft ]/u.test(character)) return 0.36
  if (/[mwMW@%—…]/u.test(character)) return 0.95
  if (/[a-z\d\-_/]/u.test(character)) return 0.6
  if (/[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(character)) return 0.74
  return 1.05
}

/**
 * Breaks text into lines that fit, at spaces where there are some and anywhere else where a word is
 * longer than a line. What goes beyond the last line is cut, and says so.
 *
 * @param width - In parts of the size of the font.
 */
export function wrapText(text: string, width: number, maxLines: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  // Where the line could be broken: after its last space, or its last slash or ideograph.
  let breakAt = 0
  for (const character of text) {
    const size = widthOf(character)
    if (used + size > width && line !== '' && size > 0) {
      const rest = breakAt > 0 ? line.slice(breakAt) : ''
      lines.push((breakAt > 0 ? line.slice(0, breakAt) : line).trimEnd())
      line = rest
      used = [...rest].reduce((sum, each) => sum + widthOf(each), 0)
      breakAt = 0
    }
    if (line === '' && character === ' ') continue
    line += character
    used += size
    if (size > 1 || ' /'.includes(character)) breakAt = line.length
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  if (lines.length <= maxLines) return lines
  const kept = lines.slice(0, maxLines)
  const last = [...(kept[maxLines - 1] ?? '')]
  while (last.reduce((sum, each) => sum + widthOf(each), 1) > width) last.pop()
  return [...kept.slice(0, -1), `${last.join('').trimEnd()}…`]
}
