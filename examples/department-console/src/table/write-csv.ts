/**
 * Writes a table by RFC 4180, in UTF-8 with the mark by which Excel knows it. A cell that a spreadsheet
 * would take for a formula gets an apostrophe in front, so that opening a list never runs what somebody
 * else wrote into a name.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => cells.map(quoted).join(','))
  return `\u{feff}${lines.join('\r\n')}\r\n`
}

function quoted(cell: string): string {
  const safe = startsFormula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]|^'|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

// The full-width forms too: some spreadsheets take them for the same.
const startsFormula = /^[\s\p{Default_Ignorable_Code_Point}]*[=+\-@\t\r＝＋－＠]/u
