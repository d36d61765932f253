import type { Keep } from '@fidecura/app-kit'
import {
  credentialTypes,
  parseGuardianshipClaims,
  parsePatientIdentityClaims,
  parseProxyMandateClaims,
  type VerifiedCredential,
  type Verifier,
} from '@fidecura/credentials'

/** A credential as it was issued, and the accreditations that came along. */
export interface HeldCredential {
  readonly token: string
  readonly chain: readonly string[]
}

/** A credential that holds now, or why it does not. */
export type CheckedCredential = HeldCredential &
  (
    | { readonly credential: VerifiedCredential; readonly problem?: never }
    | { readonly credential?: never; readonly problem: unknown }
  )

const prefix = 'credential/'

export async function heldCredentials(keep: Keep): Promise<readonly HeldCredential[]> {
  return (await keep.list<HeldCredential>(prefix)).map(({ value }) => value)
}

/** @param chain - Of all of them. */
export async function holdCredentials(
  keep: Keep,
  tokens: readonly string[],
  chain: readonly string[],
): Promise<void> {
  // By its signature: what is disclosed beside it makes it no other credential.
  for (const token of tokens) {
    await keep.put(`${prefix}${token.split('~', 1)[0]?.slice(-43)}`, { token, chain })
  }
}

/** Judges each by itself. A role is judged with every licence that is held, for it falls with its own. */
export async function checkCredentials(
  held: readonly HeldCredential[],
  verifier: Verifier,
): Promise<readonly CheckedCredential[]> {
  const checked: CheckedCredential[] = []
  for (const one of held) checked.push(await checkOne(one, held, verifier))
  return checked
}

/** As whom the holder may act, and on what. */
export interface Standing {
  readonly as: 'patient' | 'guardian' | 'proxy'
  readonly record: { readonly system: string; readonly value: string }
  readonly name: string | undefined
  /** How the patient was identified. */
  readonly method: 'in_person' | 'register'
  /** The identity of the patient. */
  readonly identity: HeldCredential
  /** Of a guardian or proxy. */
  readonly authority?: HeldCredential
  /** A court appointed the guardian. */
  readonly byCourt?: boolean
}

/** Tells one from another. */
export function nameOfStanding({ as, record }: Standing): string {
  return JSON.stringify([as, record.system, record.value])
}

/** @param did - Of the holder. */
export function standingsOf(
  checked: readonly CheckedCredential[],
  did: string,
): readonly Standing[] {
  const holding = checked.flatMap((held) =>
    held.credential === undefined ? [] : [{ ...held, credential: held.credential }],
  )
  const identities = holding
    .filter(({ credential }) => credential.types.includes(credentialTypes.patientIdentity))
    .map((held) => ({ held, claims: parsePatientIdentityClaims(held.credential.claims) }))
  const own = identities
    .filter(({ held }) => held.credential.subject === did)
    .map(({ held, claims }): Standing => {
      const { record, name, method } = claims
      return { as: 'patient', record, name, method, identity: plain(held) }
    })
  const others = holding.flatMap((held): readonly Standing[] => {
    const { types, claims, subject } = held.credential
    if (subject !== did) return []
    const isGuardian = types.includes(credentialTypes.guardianship)
    if (!isGuardian && !types.includes(credentialTypes.proxyMandate)) return []
    const guardianship = isGuardian ? parseGuardianshipClaims(claims) : undefined
    const record = guardianship?.ward ?? parseProxyMandateClaims(claims).patient
    const theirs = identities.find(
      ({ claims: { record: one } }) => one.system === record.system && one.value === record.value,
    )
    if (theirs === undefined) return []
    const { name, method } = theirs.claims
    const as = isGuardian ? 'guardian' : 'proxy'
    const authority = { authority: plain(held), byCourt: guardianship?.basis === 'court' }
    return [{ as, record, name, method, identity: plain(theirs.held), ...authority }]
  })
  return [...own, ...others]
}

/** What a hospital has to see at sign-in: whose record is whose, and for whom else the holder acts. */
export function shownAtSignIn(
  checked: readonly CheckedCredential[],
  did: string,
): readonly HeldCredential[] {
  const standings = standingsOf(checked, did)
  const shown = standings.flatMap(({ as, identity, authority }) => {
    if (as === 'patient' || authority === undefined) return [identity]
    // Whoever gave a mandate stands behind it; a guardianship names its ward itself.
    return as === 'proxy' ? [authority, identity] : [authority]
  })
  return [...new Map(shown.map((one) => [one.token, one])).values()]
}

function plain({ token, chain }: HeldCredential): HeldCredential {
  return { token, chain }
}

async function checkOne(
  held: HeldCredential,
  all: readonly HeldCredential[],
  verifier: Verifier,
): Promise<CheckedCredential> {
  const { token, chain } = held
  const others = all.filter((one) => one !== held)
  try {
    return { ...held, credential: await verifyBeside(verifier, token, others, { chain }) }
  } catch (problem) {
    return { ...held, problem }
  }
}

/** A role names one licence, and a mandate is judged beside the identity of whoever gave it. */
export async function verifyBeside(
  verifier: Verifier,
  token: string,
  others: readonly HeldCredential[],
  options: Parameters<Verifier['verifyCredential']>[1] = {},
): Promise<VerifiedCredential> {
  let problem: unknown
  const beside = [
    {},
    ...others.map((one) => ({ licence: one.token })),
    ...others.map((one) => ({ giver: one.token })),
  ]
  for (const one of beside) {
    try {
      return await verifier.verifyCredential(token, { ...options, ...one })
    } catch (error) {
      // The first says what is wrong; the others only that they were of no help.
      problem ??= error
    }
  }
  throw problem
}
