import { decodeText } from './decode-text.ts'
import { parseCsv } from './parse-csv.ts'
import {
  type CellNote,
  checkedCell,
  noNotes,
  type Table,
  TableError,
  type TableRow,
  type TextEncodingName,
  tableLimits,
  tableOf,
} from './table.ts'

export interface ReadTableOptions {
  /** Whether a text is the name of a column; it tells the header from a title above it. */
  readonly isKnownName: (text: string) => boolean
  /** What a person said about a text file. Without it, it is found out. */
  readonly encoding?: TextEncodingName
  /** The sheet of a workbook. Without it, the first that is not hidden. */
  readonly sheet?: string
}

/**
 * Reads a table from what a person chose: a workbook (xlsx) or text (CSV), told apart by their bytes and
 * never by the name of the file.
 *
 * @throws TableError as listed there.
 */
export async function readTable(bytes: Uint8Array, options: ReadTableOptions): Promise<Table> {
  if (bytes.length > tableLimits.fileBytes) {
    throw new TableError('table_too_large', 'A larger file than is read')
  }
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) {
    // Two thirds of what reads workbooks is needed by nobody who brings text.
    const { readWorkbook } = await import('./read-workbook.ts')
    return await readWorkbook(bytes, options)
  }
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw new TableError('table_format_old', 'A workbook of the older format, or under a password')
  }
  return readText(bytes, options)
}

function readText(bytes: Uint8Array, { isKnownName, encoding }: ReadTableOptions): Table {
  const decoded = decodeText(bytes, encoding)
  const { delimiter, lines } = parseCsv(decoded.text)
  const source = { kind: 'text', encoding: decoded.encoding, delimiter } as const
  return tableOf(source, lines.map(rowOf), isKnownName)
}

function rowOf({ number, cells }: { readonly number: number; readonly cells: readonly string[] }) {
  const notes = new Map<number, CellNote>()
  const texts = cells.map((cell, column) => {
    const { text, note } = checkedCell(cell)
    if (note !== undefined) notes.set(column, note)
    return text
  })
  const row: TableRow = {
    number,
    cells: texts,
    notes: notes.size === 0 ? noNotes : notes,
    isHidden: false,
  }
  return row
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, position) => bytes[position] === byte)
}
