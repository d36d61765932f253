import { validity } from './subject.mjs'

/**
 * So many departments may each access laboratory results and notes of one record for treatment,
 * psychiatry notes excluded; the question is that of the last one, so none is found early.
 */
export function decisionSubject(statementCount) {
  const { now, from, until } = validity()
  const departments = Array.from(
    { length: statementCount },
    (_, i) => `did:web:hospital.example:department-${i}`,
  )
  return {
    departments,
    record: 'R-0001',
    period: { from, until },
    request: {
      department: departments.at(-1),
      record: 'R-0001',
      at: now,
      purposes: ['TREAT'],
      category: 'laboratory',
      sensitivity: 'N',
    },
  }
}
