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
  return mintVerified(inspection.sheet, credential, context)
}

/** @throws CredentialError as {@link verifiedOf}. */
export function historicOf(
  inspection: Inspection,
  instants: InspectionInstants,
): HistoricCredential {
  const { credential, context } = proven(inspection, instants)
  return mintHistoric(inspection.sheet, credential, context)
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
