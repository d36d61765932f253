import { TableError, tableLimits } from './table.ts'

export type Delimiter = ',' | ';' | '\t'

export interface CsvLine {
  /** Where it begins in the file, from 1. A quoted cell may hold line ends. */
  readonly number: number
  readonly cells: readonly string[]
}

/**
 * Cuts text into cells by RFC 4180, with any line end. Excel's first line `sep=;` names the delimiter;
 * otherwise it is the one that the first line holds most often outside quotation marks.
 *
 * @throws TableError `table_quote_open`, `table_too_wide`, `table_too_many_rows`.
 */
export function parseCsv(text: string): {
  readonly delimiter: Delimiter
  readonly lines: readonly CsvLine[]
} {
  const named = /^sep=([,;\t])\r?\n/i.exec(text)
  if (named === null) {
    const delimiter = likelyDelimiter(text)
    return { delimiter, lines: cut(text, 0, 1, delimiter) }
  }
  const delimiter = named[1] as Delimiter
  return { delimiter, lines: cut(text, named[0].length, 2, delimiter) }
}

function cut(text: string, from: number, first: number, delimiter: Delimiter): readonly CsvLine[] {
  const lines: CsvLine[] = []
  let cells: string[] = []
  let line = first
  let begun = first
  let at = from
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at, line, delimiter) : plain(text, at, delimiter)
    cells.push(cell.text)
    if (cells.length > tableLimits.columns) {
      throw new TableError('table_too_wide', 'More columns than a table may have')
    }
    line += cell.lineEnds
    at = cell.end
    if (text[at] === delimiter) {
      at++
      // A delimiter at the very end begins one more empty cell.
      if (at === text.length) cells.push('')
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    line++
    lines.push({ number: begun, cells })
    if (lines.length > maxLines) {
      throw new TableError('table_too_many_rows', 'More lines than a table may have')
    }
    cells = []
    begun = line
  }
  if (cells.length > 0) lines.push({ number: begun, cells })
  return lines
}

// Empty lines count too, or a file of nothing else would never end.
const maxLines = 4 * tableLimits.rows

interface Cell {
  readonly text: string
  readonly end: number
  readonly lineEnds: number
}

function plain(text: string, from: number, delimiter: Delimiter): Cell {
  let end = from
  while (end < text.length && text[end] !== delimiter && !isLineEnd(text, end)) end++
  return { text: text.slice(from, end), end, lineEnds: 0 }
}

function quoted(text: string, from: number, line: number, delimiter: Delimiter): Cell {
  let content = ''
  let at = from + 1
  for (;;) {
    const close = text.indexOf('"', at)
    if (close < 0) {
      throw new TableError('table_quote_open', 'A quotation mark without its end', {
        place: `${line}`,
      })
    }
    content += text.slice(at, close)
    at = close + 1
    if (text[at] !== '"') break
    content += '"'
    at++
  }
  // What follows the closing mark belongs to no cell by the standard; it is kept, as Excel does.
  let end = at
  while (end < text.length && text[end] !== delimiter && !isLineEnd(text, end)) end++
  content += text.slice(at, end)
  const lineEnds = text.slice(from, at).match(/\r\n|\r|\n/g)?.length ?? 0
  return { text: content, end, lineEnds }
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r'
}

function likelyDelimiter(text: string): Delimiter {
  const counts = new Map<Delimiter, number>([
    [',', 0],
    [';', 0],
    ['\t', 0],
  ])
  let isQuoted = false
  for (const [at, character] of [...text.slice(0, 10_000)].entries()) {
    if (character === '"') isQuoted = !isQuoted
    if (isQuoted) continue
    if ((character === '\n' || character === '\r') && at > 0) break
    const count = counts.get(character as Delimiter)
    if (count !== undefined) counts.set(character as Delimiter, count + 1)
  }
  const [[most] = [',']] = [...counts].sort(([, one], [, other]) => other - one)
  return most as Delimiter
}
