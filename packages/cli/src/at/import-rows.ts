import type { JsonValue } from '@fidecura/base'
import type { ImportedRow } from '@fidecura/server/client'
import { createProgress } from '../progress.ts'
import type { At } from './open-at.ts'

/** As many as the service takes at once. */
const perRequest = 200

/**
 * Brings a list in. All of it is judged before any of it is brought in: one bad row, and nothing is, unless only the
 * good ones were asked for.
 */
export async function importRows(
  { client, services }: At,
  rows: readonly JsonValue[],
  { onlyValid, check }: { readonly onlyValid?: boolean; readonly check?: boolean },
): Promise<{ readonly imported: number; readonly results: readonly ImportedRow[] }> {
  const { environment, output, messages } = services
  const progress = createProgress(environment, output)
  try {
    const judged = await each((part) => client.previewStaff({ rows: part }), messages.at.judged)
    const isGood = judged.results.every(({ errors }) => errors === undefined)
    if (check === true || (!isGood && onlyValid !== true)) return judged
    const options = onlyValid === true ? { onlyValid } : {}
    return await each(
      (part) => client.importStaff({ rows: part, ...options }),
      messages.at.imported,
    )
  } finally {
    progress.done()
  }

  async function each(
    send: (part: readonly JsonValue[]) => ReturnType<typeof client.importStaff>,
    text: (done: number, of: number) => string,
  ) {
    const results: ImportedRow[] = []
    let imported = 0
    for (let from = 0; from < rows.length; from += perRequest) {
      progress.at(text(from, rows.length))
      const answer = await send(rows.slice(from, from + perRequest))
      imported += answer.imported
      // Numbers of rows are those of the whole list.
      results.push(...answer.results.map((each) => ({ ...each, row: each.row + from })))
    }
    return { imported, results }
  }
}
