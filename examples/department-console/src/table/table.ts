import { CodedError } from '@fidecura/base'

/** What a table may hold. A department has hundreds of people, not hundreds of thousands. */
export const tableLimits = {
  fileBytes: 10 * 1024 * 1024,
  rows: 5000,
  columns: 64,
  cellLength: 1000,
} as const

/** A cell that needs a look, and why. */
export type CellNote =
  /** What a formula gave when the file was saved; nothing is computed here. */
  | 'formula'
  /** A formula without a saved result, or with an error. Read as empty. */
  | 'formula_empty'
  /** A date that the file keeps as a number of days, written here as year-month-day. */
  | 'date'
  /** More digits than a spreadsheet keeps: the last ones are lost already. */
  | 'number_rounded'
  /** Copied from the first cell of a merged range. */
  | 'merged'
  /** Holds characters of no public meaning, as old files have for rare names. */
  | 'private_characters'

/** One line of a table. */
export interface TableRow {
  /** As the spreadsheet counts, from 1. */
  readonly number: number
  readonly cells: readonly string[]
  /** By the position of the cell. */
  readonly notes: ReadonlyMap<number, CellNote>
  /** Hidden in the spreadsheet. Read all the same, and said. */
  readonly isHidden: boolean
}

/** What was read, and how. */
export interface Table {
  readonly source: TableSource
  readonly header: TableRow
  readonly rows: readonly TableRow[]
}

export type TableSource =
  | {
      readonly kind: 'text'
      readonly encoding: TextEncodingName
      readonly delimiter: ',' | ';' | '\t'
    }
  | { readonly kind: 'workbook'; readonly sheet: string; readonly sheets: readonly string[] }

/** How the letters of a text file are written. */
export type TextEncodingName = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

type TableErrorCode =
  /** Larger than {@link tableLimits} allows. */
  | 'table_too_large'
  /** More lines than {@link tableLimits} allows. */
  | 'table_too_many_rows'
  /** More columns, or longer cells, than {@link tableLimits} allows. */
  | 'table_too_wide'
  /** No line under the header, or nothing at all. */
  | 'table_empty'
  /** Neither a workbook nor text, or a damaged one. */
  | 'table_unreadable'
  /** The older workbook, or one under a password. */
  | 'table_format_old'
  /** Letters in none of the encodings that are read. */
  | 'table_encoding_unknown'
  /** A quotation mark that never ends; `place` is the line. */
  | 'table_quote_open'

/** Says why a file is no table. */
export class TableError extends CodedError<TableErrorCode> {
  static override readonly name = 'TableError'
}

export const noNotes: ReadonlyMap<number, CellNote> = new Map()

/** Whether no cell says anything. */
function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/**
 * Finds the header, and leaves empty lines out. Lists made for people have a title above their header,
 * so it is that of the first lines which holds most of the names that are known, and otherwise the first.
 */
export function tableOf(
  source: TableSource,
  lines: readonly TableRow[],
  isKnownName: (text: string) => boolean,
): Table {
  const filled = lines.filter(({ cells }) => !isBlank(cells))
  let at = 0
  let most = 0
  for (const [position, { cells }] of filled.slice(0, 10).entries()) {
    const known = new Set(cells.filter(isKnownName)).size
    if (known > most) [at, most] = [position, known]
  }
  const header = filled[at]
  const rows = filled.slice(at + 1)
  if (header === undefined || rows.length === 0) {
    throw new TableError('table_empty', 'No line under the header')
  }
  if (rows.length > tableLimits.rows) {
    throw new TableError('table_too_many_rows', 'More lines than a table may have')
  }
  return { source, header, rows }
}

/** Trims a cell, and says whether its letters mean what they seem to. */
export function checkedCell(text: string): { readonly text: string; readonly note?: CellNote } {
  if (text.length > tableLimits.cellLength) {
    throw new TableError('table_too_wide', 'A cell longer than cells may be')
  }
  const trimmed = text.trim()
  return privateCharacters.test(trimmed)
    ? { text: trimmed, note: 'private_characters' }
    : { text: trimmed }
}

// Code points without a public meaning, and the mark of a letter that was lost.
const privateCharacters = /[\p{Co}\p{Cn}\u{fffd}]/u
