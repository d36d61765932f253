import { type Cell, type CellValue, readXlsx, type Sheet } from 'hucre/xlsx'
import type { ReadTableOptions } from './read-table.ts'
import {
  type CellNote,
  checkedCell,
  noNotes,
  type Table,
  TableError,
  type TableRow,
  tableLimits,
  tableOf,
} from './table.ts'
import { unpackedSize } from './unpacked-size.ts'

/**
 * Reads one sheet of a workbook as text. What a formula gave is taken as the file keeps it, and nothing is
 * computed; dates become year-month-day; a number keeps the zeros in front that its format shows; a merged
 * range repeats its first cell; hidden lines are read, and marked. Hidden sheets are left out.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  { isKnownName, sheet }: ReadTableOptions,
): Promise<Table> {
  const size = unpackedSize(bytes)
  if (size === undefined) throw unreadable()
  if (size > maxUnpacked) throw new TableError('table_too_large', 'Unpacks to more than is read')
  const sheets: string[] = []
  const workbook = await readXlsx(bytes, {
    readStyles: true,
    maxRows: maxLines + 1,
    sheets: ({ name, hidden, veryHidden }) => {
      if (hidden === true || veryHidden === true) return false
      sheets.push(name)
      return sheet === undefined ? sheets.length === 1 : name === sheet
    },
  }).catch(() => undefined)
  const [found] = workbook?.sheets ?? []
  if (found === undefined) throw unreadable()
  if (found.rows.length > maxLines) {
    throw new TableError('table_too_many_rows', 'More lines than a table may have')
  }
  return tableOf({ kind: 'workbook', sheet: found.name, sheets }, linesOf(found), isKnownName)
}

const maxUnpacked = 150 * 1024 * 1024

// Titles and empty lines count too.
const maxLines = tableLimits.rows + 100

function unreadable(): TableError {
  return new TableError('table_unreadable', 'A damaged workbook, or none')
}

function linesOf(sheet: Sheet): readonly TableRow[] {
  const origins = mergedOrigins(sheet)
  return sheet.rows.map((values, row) => {
    const notes = new Map<number, CellNote>()
    const cells = Array.from({ length: lengthOf(sheet, row, origins) }, (_, column) => {
      const origin = origins.get(`${row},${column}`)
      const place = origin ?? `${row},${column}`
      const value = origin === undefined ? values[column] : valueAt(sheet, origin)
      const read = textOf(value ?? null, sheet.cells?.get(place))
      const { text, note = read.note } = checkedCell(read.text)
      const said = note ?? (origin === undefined || text === '' ? undefined : 'merged')
      if (said !== undefined) notes.set(column, said)
      return text
    })
    return {
      number: row + 1,
      cells,
      notes: notes.size === 0 ? noNotes : notes,
      isHidden: sheet.rowDefs?.get(row)?.hidden === true,
    }
  })
}

function lengthOf(
  { rows, cells }: Sheet,
  row: number,
  origins: ReadonlyMap<string, string>,
): number {
  const values = rows[row] ?? []
  let length = values.length
  // Columns that hold nothing but a colour count for nothing.
  while (length > 0) {
    const place = `${row},${length - 1}`
    const isFormula = cells?.get(place)?.formula !== undefined
    if (values[length - 1] !== null || isFormula || origins.has(place)) break
    length--
  }
  if (length > tableLimits.columns) {
    throw new TableError('table_too_wide', 'More columns than a table may have')
  }
  return length
}

/** For each cell of a merged range but the first: where the first is. */
function mergedOrigins({ merges = [], rows }: Sheet): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  for (const { startRow, startCol, endRow, endCol } of merges) {
    const lastColumn = Math.min(endCol, tableLimits.columns - 1)
    for (let row = startRow; row <= Math.min(endRow, rows.length - 1); row++) {
      for (let column = startCol; column <= lastColumn; column++) {
        if (row === startRow && column === startCol) continue
        origins.set(`${row},${column}`, `${startRow},${startCol}`)
        if (origins.size > maxMerged) throw unreadable()
      }
    }
  }
  return origins
}

const maxMerged = 100_000

function valueAt({ rows }: Sheet, place: string): CellValue {
  const [row = 0, column = 0] = place.split(',').map(Number)
  return rows[row]?.[column] ?? null
}

function textOf(
  value: CellValue,
  cell: Cell | undefined,
): { readonly text: string; readonly note?: CellNote } {
  const isFormula = cell?.formula !== undefined
  if (value === null || cell?.type === 'error') {
    return isFormula ? { text: '', note: 'formula_empty' } : { text: '' }
  }
  if (value instanceof Date) return { text: value.toISOString().slice(0, 10), note: 'date' }
  if (typeof value === 'number' && Math.abs(value) >= 1e15) {
    return { text: value.toLocaleString('en', { useGrouping: false }), note: 'number_rounded' }
  }
  const text = typeof value === 'number' ? numberText(value, cell?.style?.numFmt) : `${value}`
  return isFormula ? { text, note: 'formula' } : { text }
}

/** A format of zeros alone shows that many digits, as lists of staff numbers do. */
function numberText(value: number, format: string | undefined): string {
  const isPadded = format !== undefined && /^0+$/.test(format) && Number.isInteger(value)
  return isPadded ? `${value}`.padStart(format.length, '0') : `${value}`
}
