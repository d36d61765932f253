import { type EpochSeconds, epochSeconds, parseJson } from '@fidecura/base'
import {
  type Grantee,
  recordReference,
  type StatementContent,
  signStatement,
} from '@fidecura/consent'
import { type Language, renderTerms } from '@fidecura/consent/explain'
import { type ReferenceMap, type SourceReading, termsFromFhir } from '@fidecura/consent/fhir'
import { createRegister, type Register } from '@fidecura/consent/register'
import { createTokenDepositor, type Evidence } from '@fidecura/evidence'
import type { Organisation } from '@fidecura/testing'
import type { Cast } from './cast.ts'
import type { Platform } from './platform.ts'
import type { Stage } from './stage.ts'
import { record } from './vouch.ts'

const days90 = 90 * 86_400

/** What the patient wishes, as they hold it in their hand. */
export interface Wish {
  readonly bytes: Uint8Array
  /** What the file's references stand for in this story. */
  readonly references: ReferenceMap
  readonly reading: SourceReading
}

/**
 * Reads the patient's FHIR Consent. Its patient is ours; the organisations it names are the hospital
 * or, by that name, cardiology; its practitioners are doctor A. Everybody else stands for nobody.
 */
export function readWish(bytes: Uint8Array, cast: Cast): Wish {
  const { subjectReference } = termsFromFhir(bytes, { references: everybodyOf(bytes, cast) })
  const references = { ...everybodyOf(bytes, cast), [subjectReference]: recordReference(record) }
  return { bytes, references, reading: termsFromFhir(bytes, { references }) }
}

function everybodyOf(bytes: Uint8Array, { hospital, cardiology, doctorA }: Cast): ReferenceMap {
  const found: Record<string, string> = {}
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (name !== 'reference' || typeof member !== 'string') visit(member)
      else if (member === 'Organization/cardiology') found[member] = cardiology.did
      else if (member.startsWith('Organization/')) found[member] = hospital.did
      else if (member.startsWith('Practitioner')) found[member] = doctorA.did
    }
  }
  visit(parseJson(bytes))
  return found
}

/** What the patient signs: for cardiology, for ninety days, kept by the hospital. */
export function statementOf(
  { clock }: Stage,
  { cardiology, hospital }: Cast,
  { bytes, references, reading }: Wish,
  language: Language,
): StatementContent {
  const now = clock.now()
  return {
    id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001',
    kind: 'consent',
    record,
    grantee: partyOf(cardiology),
    controller: partyOf(hospital),
    terms: reading.terms,
    source: { bytes, references },
    language,
    validFrom: now,
    validUntil: epochSeconds(now + days90) as EpochSeconds,
    issuedAt: now,
    register: hospital.did,
  }
}

/** Shows the very text that is then signed. */
export async function signWish(
  content: StatementContent,
  { patient }: Cast,
): Promise<{ readonly text: string; readonly token: string }> {
  return { text: renderTerms(content), token: await signStatement(content, { signer: patient }) }
}

/** The hospital keeps the register; it judges identities as the platform does. */
export function openRegister(
  { store }: Stage,
  { hospital }: Cast,
  { verifier }: Platform,
  evidence: Evidence,
): Register {
  const deposit = createTokenDepositor(evidence)
  return createRegister({ signer: hospital.signer, store: store.register, verifier, deposit })
}

function partyOf({ did, name }: Organisation): Grantee {
  return { did, name }
}
