import {
  assertAllowedUrl,
  CodedError,
  type EpochSeconds,
  epochSeconds,
  parseDateTime,
} from '@fidecura/base'
import type { Action, Grantee, TrustedRegister } from '@fidecura/consent'
import { credentialTypes } from '@fidecura/credentials'
import { type Did, isDid } from '@fidecura/identity'
import { UsageError } from './usage-error.ts'

/** How the values of options are read. What is wrong is said by the option's name alone. */

const typeNames: ReadonlyMap<string, string> = new Map([
  ['licence', credentialTypes.practitionerLicence],
  ['role', credentialTypes.practitionerRole],
  ['accreditation', credentialTypes.issuingAccreditation],
  ['patient-identity', credentialTypes.patientIdentity],
  ['guardianship', credentialTypes.guardianship],
  ['delegation', credentialTypes.delegationOfAuthority],
  ['proxy-mandate', credentialTypes.proxyMandate],
  ['assessment', credentialTypes.healthAssessment],
])

/** A name of {@link typeNames}, or the identifier of any type, a URI. */
export function readType(text: string, option: string): string {
  const type = typeNames.get(text)
  if (type !== undefined) return type
  // Without a colon it would rather be one of the names above, misspelt.
  if (/^[^\s:]+:\S+$/.test(text)) return text
  throw wrongOption(option, ...typeNames.keys(), 'URI')
}

export function readDidOption(text: string, option: string): Did {
  if (isDid(text)) return text
  throw wrongOption(option, 'did:…')
}

/** A register, by its DID or `DID=THUMBPRINT,…`, which takes those of its keys alone. */
export function readRegister(text: string, option: string): TrustedRegister {
  const sign = text.indexOf('=')
  if (sign === -1) return { did: readDidOption(text, option), keys: 'any' }
  const keys = text.slice(sign + 1).split(',')
  if (keys.every((key) => /^[\w-]{43}$/.test(key))) {
    return { did: readDidOption(text.slice(0, sign), option), keys }
  }
  throw wrongOption(option, 'did:…', 'did:…=THUMBPRINT,THUMBPRINT')
}

/** An https URL, as credentials name lists and platforms name themselves. */
export function readListUrl(text: string, option: string): string {
  try {
    assertAllowedUrl(text)
    return text
  } catch (error) {
    throw CodedError.is(error) ? wrongOption(option, 'https://…') : error
  }
}

/** A date-time with a zone. */
export function readInstant(text: string, option: string): EpochSeconds {
  try {
    return parseDateTime(text)
  } catch (error) {
    throw CodedError.is(error) ? wrongOption(option, '2027-01-01T00:00:00Z') : error
  }
}

export function readWholeNumber(text: string, option: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw wrongOption(option, '0…999999999')
}

export interface PeriodOptions {
  readonly from?: string
  readonly until?: string
  readonly days: string
}

/** `--from` and `--until`, or from now on for `--days`. Whole seconds. */
export function readPeriod(
  { from, until, days }: PeriodOptions,
  now: EpochSeconds,
): { readonly validFrom: EpochSeconds; readonly validUntil: EpochSeconds } {
  const validFrom = from === undefined ? now : whole(readInstant(from, '--from'))
  if (until !== undefined) return { validFrom, validUntil: whole(readInstant(until, '--until')) }
  const count = readWholeNumber(days, '--days')
  if (count < 1 || count > 36_500) throw wrongOption('--days', '1…36500')
  return { validFrom, validUntil: epochSeconds(validFrom + count * 86_400) }
}

/** `SYSTEM|VALUE`, the way a FHIR search writes an identifier or a coding. */
export function readPair(
  text: string,
  option: string,
): { readonly system: string; readonly value: string } {
  const [, system, value] = /^([^|\s]+)\|([^|]+)$/.exec(text) ?? []
  if (system === undefined || value === undefined) throw wrongOption(option, 'SYSTEM|VALUE')
  return { system, value }
}

/** One of a few names. */
export function readChoice<Name extends string>(
  text: string,
  option: string,
  names: readonly Name[],
): Name {
  const chosen = names.find((name) => name === text)
  if (chosen === undefined) throw wrongOption(option, ...names)
  return chosen
}

export function readAction(text: string, option: string): Action {
  return readChoice(text, option, actions)
}

/** FHIR consentaction. */
const actions: readonly Action[] = ['collect', 'access', 'use', 'disclose', 'correct']

/** `DID=NAME`; beside the name of a did:web that is no more than a domain stands that. */
export function readParty(text: string, option: string): Grantee {
  const sign = text.indexOf('=')
  const name = text.slice(sign + 1).trim()
  if (sign === -1 || name === '') throw wrongOption(option, 'did:…=NAME')
  const did = readDidOption(text.slice(0, sign), option)
  const [, domain] = /^did:web:([a-z0-9.-]+)$/.exec(did) ?? []
  return { did, name, ...(domain === undefined ? {} : { domain }) }
}

/** @param takes - What the option takes instead; never what was typed, which may be a secret. */
export function wrongOption(option: string, ...takes: readonly string[]): UsageError {
  return new UsageError('usage', 'Not a value that this option takes', { place: option, takes })
}

export function missingOption(option: string): UsageError {
  return new UsageError('usage', 'This option is needed here', { place: option })
}

function whole(instant: EpochSeconds): EpochSeconds {
  return epochSeconds(Math.floor(instant))
}
