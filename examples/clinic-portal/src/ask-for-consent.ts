import {
  type Clock,
  type EpochSeconds,
  encodeBase64url,
  epochSeconds,
  type JsonValue,
} from '@fidecura/base'
import { mayAuthorise } from '@fidecura/bridge/platform'
import type { Terms } from '@fidecura/consent'
import { type ConsentRequestContent, signConsentRequest } from '@fidecura/consent/request'
import { credentialTypes, type Verifier } from '@fidecura/credentials'
import { digestOf, randomBytes } from '@fidecura/identity'
import { consentRequestTransaction } from '@fidecura/openid'
import type { DcqlQuery, OpenIdVerifier } from '@fidecura/openid/verifier'
import type { ConsentOutcome } from './consent-outcome.ts'
import { noticeOf } from './notice.ts'
import { PortalError } from './portal-error.ts'
import type { PortalOptions } from './portal-options.ts'
import type { SignedIn } from './sign-in.ts'

/** A request of consent, and what became of it. */
export interface AskedConsent {
  readonly device: 'same' | 'other'
  /** Of the OpenID verifier: a secret of this visit. */
  readonly session: string
  /** For the wallet. */
  readonly link: string
  /** As it was signed. */
  readonly token: string
  readonly content: ConsentRequestContent
  outcome?: ConsentOutcome
}

/** By what requests are made and judged. */
export interface ConsentTerms extends Pick<PortalOptions, 'origin' | 'hospital' | 'signer'> {
  readonly accreditation: PortalOptions['accreditation']
  readonly openid: OpenIdVerifier
  readonly verifier: Verifier
  readonly clock: Clock
}

// The wallet shows which record it is about; whoever answers has to be who is signed in.
const query: DcqlQuery = {
  credentials: [
    {
      id: 'patient',
      format: 'dc+sd-jwt',
      meta: { vct_values: [credentialTypes.patientIdentity] },
      claims: [{ path: ['record'] }, { path: ['method'] }],
    },
  ],
}

const resources = 'http://hl7.org/fhir/resource-types'
const kinds = ['Observation', 'ImagingStudy', 'MedicationRequest']
const validSeconds = 30 * 86_400
const answerSeconds = 300

/** What the clinic wishes to see: results, images and prescriptions, to treat somebody, for thirty days. */
function termsAsked(): Terms {
  const types = kinds.map((code) => ({ system: resources, code }))
  const conditions = { actions: ['access', 'use'], purposes: ['TREAT'], types }
  return {
    version: 'urn:fidecura:terms:1',
    rule: { effect: 'permit', conditions, children: [] },
  } as Terms
}

/** @throws PortalError `sign_in_not_enough`; those of `ask`. */
export async function askForConsent(
  device: 'same' | 'other',
  person: SignedIn,
  terms: ConsentTerms,
): Promise<AskedConsent> {
  const { origin, hospital, signer, accreditation, openid, clock } = terms
  const now = epochSeconds(Math.floor(clock()))
  assertMayAgree(person, now)
  const link = encodeBase64url(randomBytes(16))
  const { url, text } = noticeOf(terms)
  const content: ConsentRequestContent = {
    ...{ id: `urn:uuid:${crypto.randomUUID()}`, audience: { link }, grantee: signer.did },
    ...{ controller: hospital.did, register: hospital.did, terms: termsAsked() },
    ...{ validFrom: now, validUntil: epochSeconds(now + validSeconds) },
    ...{ issuedAt: now, expiresAt: epochSeconds(now + answerSeconds) },
    notice: { url, digest: await digestOf(text) },
  }
  const token = await signConsentRequest(content, { signer })
  const agreement = {
    type: consentRequestTransaction,
    credentialIds: ['patient'],
    content: { request: token, evidence: { ...accreditation } as JsonValue, link },
  }
  const asked = await openid.ask(query, {
    ...(device === 'same' ? { device, returnTo: `${origin}/consent/return` } : { device }),
    transactionData: [agreement],
    ...(hospital.walletUrl === undefined ? {} : { walletUrl: hospital.walletUrl }),
  })
  return { device, session: asked.session, link: asked.link, token, content }
}

/** Whoever reads a code with another device may be anybody whom somebody else got to read it. */
function assertMayAgree({ proven }: SignedIn, now: EpochSeconds): void {
  if (mayAuthorise(proven, { now })) return
  throw new PortalError('sign_in_not_enough', 'Sign in anew, with the wallet in this device')
}
