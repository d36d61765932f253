import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hospital, IncidentReport } from '@fidecura/server'
import { assertAbsent, writeNew } from '../environment.ts'
import type { Letters } from './letter-file.ts'

/**
 * Writes what an authority is told, and, where two people stand behind it, who is who and a letter to each patient, as
 * text and as a page. Everything is for its owner alone.
 *
 * @returns The files but for the letters.
 */
export async function writeIncident(
  folder: string,
  hospital: Hospital,
  report: IncidentReport,
  letters: Letters | undefined,
): Promise<readonly string[]> {
  const { authorityExport, incidentLetter, namesCsv } = await import('@fidecura/server')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { json, csv } = authorityExport(hospital, report, letters)
  const files = [join(folder, 'authority.json'), join(folder, 'authority.csv')] as const
  await writeNew(files[0], `${JSON.stringify(json, undefined, 2)}\n`)
  // Spreadsheets take UTF-8 for something else without the mark.
  await writeNew(files[1], `\ufeff${csv}`)
  if (!report.named) return files
  const names = join(folder, 'names.csv')
  await writeNew(names, `\ufeff${namesCsv(report)}`)
  for (const [language, content] of Object.entries(letters ?? {})) {
    for (const record of report.records) {
      const options = { language: language as 'en' | 'zh-CN', hospital: hospital.settings.name }
      const { text, html } = incidentLetter(record, { ...options, content })
      const path = join(folder, 'letters', `${record.pseudonym}.${language}`)
      await writeNew(`${path}.txt`, text)
      await writeNew(`${path}.html`, html)
    }
  }
  return [...files, names]
}

/** Before anything is read that would be written down as read. */
export function assertNewFolder(folder: string): Promise<void> {
  return assertAbsent(join(folder, 'authority.json'))
}
