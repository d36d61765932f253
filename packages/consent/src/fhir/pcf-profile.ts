import type { JsonObject } from '@fidecura/base'
import { consentCodeSystems } from '../terms.ts'
import type { Dialect } from './dialect.ts'
import { targetType } from './parties.ts'
import { assertHas, assertLacks, mismatch } from './profile.ts'
import { hasCoding, listAt, objectAt, textAt } from './source.ts'

const demanded = [
  'status',
  'scope',
  'category',
  'patient',
  'dateTime',
  'performer',
  'organization',
  'policy',
  'provision',
]

/**
 * What the StructureDefinition of a level demands and excludes.
 *
 * @returns The root provision.
 */
export function assertProfile(resource: JsonObject, dialect: Dialect): JsonObject {
  assertHas(resource, demanded, '')
  assertLacks(resource, ['verification'], '')
  if (!Object.hasOwn(resource, 'sourceReference')) assertHas(resource, ['sourceAttachment'], '')
  const provision = objectAt(resource, 'provision', '') ?? {}
  assertProvision(provision, dialect, '/provision')
  if (dialect === 'PCF-basic') {
    assertLacks(provision, ['dataPeriod', 'data', 'provision'], '/provision')
  }
  return provision
}

/** What holds at both levels. */
export function assertProvision(provision: JsonObject, dialect: Dialect, place: string): void {
  assertLacks(provision, ['action', 'class', 'code'], place)
  if (dialect !== 'PCF-advanced') assertLacks(provision, ['securityLabel'], place)
  listAt(provision, 'actor', place).forEach((actor, index) => {
    const role = objectAt(actor, 'role', `${place}/actor/${index}`) ?? {}
    const here = `${place}/actor/${index}/role`
    if (!hasCoding(role, consentCodeSystems.participation, 'IRCP', here)) {
      throw mismatch(here, 'Another role than IRCP')
    }
  })
  if (dialect === 'PCF-intermediate') assertData(provision, place)
}

const relatedTo = ['Encounter', 'CarePlan', 'EpisodeOfCare']

function assertData(provision: JsonObject, place: string): void {
  const seen = new Set<string>()
  listAt(provision, 'data', place).forEach((data, index) => {
    const here = `${place}/data/${index}`
    const meaning = textAt(data, 'meaning', here) ?? ''
    const type = targetType(objectAt(data, 'reference', here) ?? {}, `${here}/reference`)
    const allowed =
      meaning === 'instance' ||
      meaning === 'authoredby' ||
      (meaning === 'related' && (type === undefined || relatedTo.includes(type)))
    const repeated = place !== '/provision' && seen.has(meaning)
    if (!allowed || repeated) throw mismatch(here, 'Data that the profile excludes')
    seen.add(meaning)
  })
}
