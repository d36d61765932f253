import { useWords } from '@fidecura/app-kit'
import { EyeOff, Info } from 'lucide-react'
import type { Table, TableRow } from '../table/table.ts'
import { importWords } from './import-words.ts'

const shownLines = 5

/** The first lines, and those after them with a cell that needs a look. */
export function PreviewTable({ table: { header, rows } }: { readonly table: Table }) {
  const words = useWords(importWords)
  const first = rows.slice(0, shownLines)
  const noted = rows
    .slice(shownLines)
    .filter(({ notes, isHidden }) => notes.size > 0 || isHidden)
    .slice(0, 2 * shownLines)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by the keyboard.
    <section className="preview" tabIndex={0} aria-label={words.firstLines}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            {header.cells.map((cell, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
              <th key={position} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...first, ...noted].map((row) => (
            <PreviewLine key={row.number} row={row} width={header.cells.length} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function PreviewLine({ row, width }: { readonly row: TableRow; readonly width: number }) {
  const words = useWords(importWords)
  const { number, cells, notes, isHidden } = row
  return (
    <tr>
      <th scope="row">
        {number}
        {isHidden && (
          <span className="cell-note">
            <EyeOff aria-hidden="true" size={16} />
            {words.hidden}
          </span>
        )}
      </th>
      {Array.from({ length: Math.max(width, cells.length) }, (_, position) => {
        const note = notes.get(position)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
          <td key={position}>
            {cells[position]}
            {note !== undefined && (
              <span className="cell-note">
                <Info aria-hidden="true" size={16} />
                {words.notes[note]}
              </span>
            )}
          </td>
        )
      })}
    </tr>
  )
}
