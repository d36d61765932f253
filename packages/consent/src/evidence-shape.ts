import { isJsonObject, type JsonValue } from '@fidecura/base'
import type { GuardianEvidence } from '@fidecura/credentials'
import type { DeskEvidence } from '@fidecura/credentials/recovery'
import type { PatientEvidence } from './patient-key.ts'
import type {
  GuardianshipEvidence,
  MandateEvidence,
  StatementEvidence,
} from './representation/representation.ts'
import type { RoleEvidence } from './role-evidence.ts'
import { malformed } from './token-shape.ts'
import type { DeskAttestation, WithdrawalEvidence } from './withdrawal-signer.ts'

/** What shows whose hand it was, by the name of what does. */
export type KnownEvidence =
  | { readonly kind: 'identity'; readonly evidence: PatientEvidence }
  | { readonly kind: 'guardianship'; readonly evidence: ShownGuardianship }
  | { readonly kind: 'mandate'; readonly evidence: MandateEvidence }
  | { readonly kind: 'desk'; readonly evidence: DeskAttestation }

/** A guardian takes back with a guardianship alone; a statement needs the ward's identity, too. */
type ShownGuardianship = GuardianEvidence &
  Partial<Pick<GuardianshipEvidence, 'identity' | 'agreements'>>

/** As callers hand it over. */
export type AnyEvidence = StatementEvidence | WithdrawalEvidence

type Members = Readonly<Record<string, unknown>>

// A chain is as deep as accreditations may be, with room to spare.
const maxChain = 32
const maxLength = 524_288
/** More guardians than a law asks to agree. */
const maxAgreements = 8

/** Which of them this is; anything that is not an object is taken for the first, and refused then. */
export function evidenceKindOf(evidence: unknown): KnownEvidence['kind'] {
  if (!isJsonObject(evidence as JsonValue)) return 'identity'
  const others = ['guardianship', 'mandate', 'desk'] as const
  return others.find((name) => Object.hasOwn(evidence as object, name)) ?? 'identity'
}

/**
 * Looks at evidence before anything is done with it: it comes from outside, is kept by registers, and
 * must not turn up in the message of an error of the engine.
 *
 * @throws ConsentError `token_malformed`.
 */
export function assertEvidence(evidence: unknown, place = '/evidence'): void {
  readEvidence(evidence, place)
}

/**
 * The same, and a copy of what is known: callers without types might hand over more.
 *
 * @throws ConsentError `token_malformed`.
 */
export function readEvidence(evidence: unknown, place = '/evidence'): KnownEvidence {
  const read = objectOf(evidence, place)
  const known = copyOf(read, evidenceKindOf(evidence), place)
  if (JSON.stringify(known.evidence).length > maxLength) throw malformed(place)
  return known
}

function copyOf(read: Members, kind: KnownEvidence['kind'], place: string): KnownEvidence {
  switch (kind) {
    case 'identity': {
      const identity = text(read, 'identity', place)
      return { kind, evidence: { identity, ...chainOf(read, place) } }
    }
    case 'mandate': {
      const mandate = text(read, 'mandate', place)
      const identity = text(read, 'identity', place)
      return { kind, evidence: { mandate, identity, ...chainOf(read, place) } }
    }
    case 'guardianship': {
      const identity =
        read['identity'] === undefined ? {} : { identity: text(read, 'identity', place) }
      const agreements = listOf(read, 'agreements', maxAgreements, place)
      const others = agreements.map((one, n) => {
        const at = `${place}/agreements/${n}`
        const other = objectOf(one, at)
        const signed = { agreement: text(other, 'agreement', at) }
        return { ...signed, guardianship: text(other, 'guardianship', at), ...chainOf(other, at) }
      })
      const evidence = {
        guardianship: text(read, 'guardianship', place),
        ...identity,
        ...chainOf(read, place),
        ...(read['agreements'] === undefined ? {} : { agreements: others }),
      }
      return { kind, evidence }
    }
    case 'desk': {
      const desk = readDeskEvidence(read['desk'], `${place}/desk`)
      const second = objectOf(read['second'], `${place}/second`)
      const agreement = text(second, 'agreement', `${place}/second`)
      const other = readDeskEvidence(second['desk'], `${place}/second/desk`)
      return { kind, evidence: { desk, second: { agreement, desk: other } } }
    }
    default:
      return kind satisfies never
  }
}

/**
 * The same of what shows that one person acts for a desk.
 *
 * @throws ConsentError `token_malformed`.
 */
export function readDeskEvidence(value: unknown, place: string): DeskEvidence {
  const read = objectOf(value, place)
  const role = text(read, 'role', place)
  return { role, licence: text(read, 'licence', place), ...chainOf(read, place) }
}

/**
 * The same of what shows who a witness or clinician is: a role, with its licence or without, or an identity.
 *
 * @throws ConsentError `token_malformed`.
 */
export function readSignerEvidence(
  evidence: unknown,
  place = '/evidence',
): RoleEvidence | PatientEvidence {
  const read = objectOf(evidence, place)
  const isRole = Object.hasOwn(read, 'role')
  const copy = isRole
    ? {
        role: text(read, 'role', place),
        ...(read['licence'] === undefined ? {} : { licence: text(read, 'licence', place) }),
        ...chainOf(read, place),
      }
    : { identity: text(read, 'identity', place), ...chainOf(read, place) }
  if (JSON.stringify(copy).length > maxLength) throw malformed(place)
  return copy
}

function chainOf(read: Members, place: string): { readonly chain?: readonly string[] } {
  if (read['chain'] === undefined) return {}
  const chain = listOf(read, 'chain', maxChain, place)
  const tokens = chain.filter((token) => typeof token === 'string')
  if (tokens.length < chain.length) throw malformed(place)
  return { chain: tokens }
}

function listOf(read: Members, name: string, most: number, place: string): readonly unknown[] {
  const { [name]: list = [] } = read
  if (!Array.isArray(list) || list.length > most) throw malformed(`${place}/${name}`)
  return list
}

function text(read: Members, name: string, place: string): string {
  const { [name]: value } = read
  if (typeof value !== 'string') throw malformed(place)
  return value
}

function objectOf(value: unknown, place: string): Members {
  if (!isJsonObject(value as JsonValue)) throw malformed(place)
  return value as Members
}
