import { useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { StaffMember } from '@fidecura/server/client'
import { useDesk } from '../desk-context.tsx'
import { Check } from '../parts/fields.tsx'
import { displayedPurposes } from '../parts/purposes.ts'
import type { ShownState } from './staff-states.ts'
import { staffWords } from './staff-words.ts'
import { StateChip } from './state-chip.tsx'
import { codingText, dayText, listText } from './words-of.ts'

export interface StaffTableProps {
  readonly lines: readonly { readonly member: StaffMember; readonly shown: ShownState }[]
  readonly picked?: ReadonlySet<string>
  /** Where somebody answers for what each may do. */
  readonly arePurposesShown?: boolean
  readonly onPick?: (id: string, isPicked: boolean) => void
}

/**
 * A table on desks and cards on phones. Roles are written out, since a table that is drawn as anything
 * else is none for a screen reader.
 */
export function StaffTable({ lines, picked, arePurposesShown, onPick }: StaffTableProps) {
  const words = useWords(staffWords)
  const { language } = useLanguage()
  const { staffing } = useDesk()
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see above.
    // biome-ignore-start lint/a11y/useSemanticElements: see above.
    <div className="table-box">
      <table className="staff-table" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {onPick && <td role="cell" className="pick" />}
            {[words.name, words.registration, words.profession, words.until, words.state].map(
              (name) => (
                <th key={name} role="columnheader" scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {lines.map(({ member, shown }) => {
            const name = nameText(member.name)
            return (
              <tr key={member.id} role="row">
                {onPick && (
                  <td role="cell" className="pick">
                    <Check
                      label={words.pick(name)}
                      isLabelSpoken
                      isChecked={picked?.has(member.id) ?? false}
                      onChange={(isPicked) => onPick(member.id, isPicked)}
                    />
                  </td>
                )}
                <th role="rowheader" scope="row" className="who">
                  <a href={`#/person/${encodeURIComponent(member.id)}`}>{name}</a>
                </th>
                <td role="cell" className="number">
                  {nameText(member.registration.value)}
                </td>
                <td role="cell" className="what">
                  <span className="what-line">
                    {codingText(member.profession, staffing.professions, language)}
                  </span>
                  {arePurposesShown && (
                    <span className="what-line small">
                      {displayedPurposes(member.purposes, language)}
                    </span>
                  )}
                  <span className="what-line muted small">
                    {listText(
                      member.specialties.map((one) =>
                        codingText(one, staffing.specialties, language),
                      ),
                      language,
                    )}
                  </span>
                </td>
                <td role="cell" className="until">
                  <span className="cell-label">{words.until}</span>
                  {dayText(member.licensedUntil, language)}
                </td>
                <td role="cell" className="state">
                  <StateChip state={shown} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
    // biome-ignore-end lint/a11y/useSemanticElements: see above.
    // biome-ignore-end lint/a11y/noRedundantRoles: see above.
  )
}
