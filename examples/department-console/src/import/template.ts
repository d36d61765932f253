import type { Language } from '@fidecura/app-kit'
import type { Choice, Staffing } from '@fidecura/server/client'
import { templateHeader } from './columns.ts'

/** A header, and one line that shows how to fill it in. */
export function templateRows(
  { professions, specialties }: Staffing,
  language: Language,
): readonly (readonly string[])[] {
  const first = ([choice]: readonly Choice[]) => choice?.labels[language] ?? ''
  const example =
    language === 'en'
      ? ['Example Name (delete this line)', '000000000000000', '2027-12-31']
      : ['示例姓名（请删除此行）', '000000000000000', '2027-12-31']
  const [name = '', number = '', day = ''] = example
  return [templateHeader(language), [name, number, first(professions), first(specialties), day]]
}
