import type { EpochSeconds } from '@fidecura/base'
import type { AuthorityPath } from './authority.ts'
import type { Credential } from './credential.ts'
import type { Hop } from './hop.ts'
import type { Inspection } from './inspect-credential.ts'
import {
  type AuthorityLink,
  type AuthorityWay,
  type HistoricCredential,
  mintHistoric,
  mintVerified,
  type VerificationContext,
  type VerifiedCredential,
} from './verified.ts'

/** For when an inspection was made. */
export interface InspectionInstants {
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly asKnownAt: EpochSeconds | undefined
}

/** @throws CredentialError what the first check that did not pass says. */
export function verifiedOf(
  inspection: Inspection,
  instants: InspectionInstants,
): VerifiedCredential {
  const { credential, context } = proven(inspection, instants)
  return keep(mintVerified(inspection.sheet, credential, context), inspection)
}

/** @throws CredentialError as {@link verifiedOf}. */
export function historicOf(
  inspection: Inspection,
  instants: InspectionInstants,
): HistoricCredential {
  const { credential, context } = proven(inspection, instants)
  return keep(mintHistoric(inspection.sheet, credential, context), inspection)
}

// What a value was minted from, for as long as somebody has it.
const inspections = /* @__PURE__ */ new WeakMap<object, Inspection>()

function keep<T extends object>(value: T, inspection: Inspection): T {
  inspections.set(value, inspection)
  return value
}

/** What names one credential. */
export type CredentialName = Pick<Credential, 'issuer' | 'id'>

/**
 * The credential itself, the accreditations on its way to a root, and what else it stands on: the
 * licence of a role, the identity of whoever gave a mandate, each with its way. Of anything else than
 * what a verifier returned, itself alone.
 */
export function standsOn(credential: CredentialName): readonly CredentialName[] {
  const inspection = inspections.get(credential)
  return inspection === undefined ? [credential] : namesOf(inspection)
}

/** Of what was inspected, as {@link standsOn}. */
export function namesOf({
  credential,
  way,
  licence,
  giver,
}: Inspection): readonly CredentialName[] {
  const others = [licence, giver].flatMap((each) => (each === undefined ? [] : namesOf(each)))
  const hops = (way?.links ?? []).map(({ decoded }) => decoded.credential)
  return [...(credential === undefined ? [] : [credential]), ...hops, ...others]
}

function proven(
  { sheet, credential, way, licence, statusAsOf, outlived }: Inspection,
  { at, now, asKnownAt }: InspectionInstants,
): { credential: Credential; context: VerificationContext } {
  if (!sheet.complete || credential === undefined || way === undefined) throw sheet.rejection()
  const root = licence?.way?.root
  const roots = Object.freeze(root === undefined ? [way.root] : [way.root, root])
  return {
    credential,
    context: { at, now, roots, chain: chainOf(way, outlived), statusAsOf, asKnownAt },
  }
}

const noLinks: readonly never[] = Object.freeze([])

/** The way that was proven, for people. */
export function wayOf({ way, outlived }: Inspection): AuthorityWay | undefined {
  if (way === undefined) return undefined
  return Object.freeze({ root: way.root, chain: chainOf(way, outlived) })
}

function chainOf(
  { links }: AuthorityPath<Hop>,
  outlived: Inspection['outlived'],
): readonly AuthorityLink[] {
  if (links.length === 0) return noLinks
  const chain = links.map((hop) =>
    outlived?.includes(hop) === true
      ? Object.freeze({ ...hop.link, outlived: true as const })
      : hop.link,
  )
  return Object.freeze(chain.reverse())
}
