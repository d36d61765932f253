import { literalText } from '@fidecura/base'
import type { AccreditationRequest } from '@fidecura/server'
import type { ServiceMessages } from '../messages/service-messages.ts'

/** All that an accreditation will say. What others have written stands in quotation marks, and passes for no line of ours. */
export function requestText(
  { hospital, grants }: AccreditationRequest,
  { asked }: ServiceMessages,
): string {
  const list = (items: readonly string[]): string =>
    items.map((item) => literalText(item)).join(', ')
  const specialties = grants.specialties.map(
    ({ system, code, display }) => `${system}|${code}${display === undefined ? '' : ` ${display}`}`,
  )
  return [
    asked.about(literalText(hospital.name)),
    asked.line(asked.did, literalText(hospital.did)),
    asked.line(asked.departments, list(grants.departments)),
    asked.line(asked.records, literalText(grants.recordSystem)),
    asked.line(asked.registers, list(grants.registers)),
    asked.line(asked.purposes, list(grants.purposes)),
    ...(specialties.length === 0 ? [] : [asked.line(asked.specialties, list(specialties))]),
    asked.line(asked.thumbprint, literalText(hospital.thumbprint)),
  ].join('\n')
}
