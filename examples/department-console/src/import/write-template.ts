import { writeXlsx } from 'hucre/xlsx'
import type { SavedFile } from '../parts/save-file.ts'
import { writeCsv } from '../table/write-csv.ts'

/** A list to fill in. Every column of the workbook is text, so that no number loses its zeros. */
export async function writeTemplate(
  kind: 'xlsx' | 'csv',
  rows: readonly (readonly string[])[],
): Promise<SavedFile> {
  if (kind === 'csv') return { name: 'staff.csv', type: 'text/csv', content: writeCsv(rows) }
  const columns = (rows[0] ?? []).map(() => ({ width: 24, numFmt: '@' }))
  const content = await writeXlsx({
    sheets: [{ name: 'staff', columns, rows: rows.map((row) => [...row]) }],
  })
  return {
    name: 'staff.xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content: new Uint8Array(content),
  }
}
