import type { JsonObject, JsonValue } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { ecdsaJcs2019, signDocument } from '@fidecura/identity/data-integrity'
import { dataIntegrity } from '../../src/data-integrity/index.ts'
import {
  type CreatePresentationOptions,
  createPresentation,
  issueCredential,
} from '../../src/index.ts'
import {
  after,
  audience,
  badge,
  createWorld,
  entryIn,
  forge,
  hour,
  issuingAccreditation,
  join,
  license,
  nonce,
  noon,
  type Party,
  patientIdentity,
  payloadOf,
  practitionerLicence,
  verifierOf,
} from './world.ts'

export const codec = dataIntegrity()
export const terms = Object.freeze({ audience, nonce })
export const period = {
  validFrom: after(-hour),
  validUntil: after(hour),
  issuedAt: after(-hour),
}

/** An authority, a doctor, and a credential of each kind: bound and hiding, bound, and about the doctor. */
export async function office(options: { host?: string; chain?: boolean } = {}) {
  const world = createWorld()
  const authority = await join(world)
  const doctor = await join(world, options.host === undefined ? {} : { host: options.host })
  const stranger = await join(world)
  const types = [practitionerLicence, patientIdentity, badge, issuingAccreditation]
  const roots = [{ did: authority.did, types }]
  const verifier = verifierOf(world, { roots, formats: [codec] })
  const licence = await license(authority, doctor)
  const bound = await grade(authority, doctor, doctor.signer)
  const about = await grade(authority, doctor)
  return { world, authority, doctor, stranger, roots, verifier, licence, bound, about }
}

export type Office = Awaited<ReturnType<typeof office>>

/** A badge; bound to a key only if there is a holder. */
export function grade(issuer: Party, subject: Party, holder?: Signer): Promise<string> {
  const bound = holder === undefined ? {} : { holderKey: holder.publicKey }
  const contents = { ...period, type: badge, subject: subject.did, claims: { grade: 'attending' } }
  const status = entryIn(issuer, 3)
  return issueCredential(
    { ...contents, ...bound, status },
    { signer: issuer.signer, format: 'vc+jwt' },
  )
}

export function present(
  { doctor }: Office,
  tokens: readonly string[],
  options: Partial<CreatePresentationOptions> = {},
): Promise<string> {
  return createPresentation(tokens, {
    format: 'vp+jwt',
    disclose: 'all',
    signer: doctor.signer,
    audience,
    nonce,
    issuedAt: noon,
    ...options,
  })
}

/** The presentation as somebody would have signed it who says something else. */
export async function signedAnew(
  presentation: string,
  signer: Signer,
  changes: Readonly<Record<string, JsonValue | undefined>>,
  typ = 'vp+jwt',
): Promise<string> {
  const payload = { ...payloadOf(presentation), ...changes }
  const entries = Object.entries(payload).filter(([, value]) => value !== undefined)
  return forge(signer, Object.fromEntries(entries) as JsonObject, { typ })
}

export function proven(
  presentation: string,
  signer: Signer,
  options: object = {},
  changes: JsonObject = {},
): Promise<string> {
  const { proof: _, ...document } = JSON.parse(presentation)
  return signDocument(
    { ...document, ...changes },
    {
      signer,
      suite: ecdsaJcs2019,
      created: noon,
      purpose: 'authentication',
      domain: audience,
      challenge: nonce,
      ...options,
    },
  ).then((signed) => JSON.stringify(signed))
}
