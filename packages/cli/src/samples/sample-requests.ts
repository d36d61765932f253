import { epochSeconds, type JsonObject } from '@fidecura/base'
import { presentationVersion, presentCredentials } from '@fidecura/credentials'
import { randomBytes, type Signer } from '@fidecura/identity'
import type { SampleDoctor } from './sample-credentials.ts'
import type { SampleWorld } from './sample-world.ts'

/** What the laboratory of the samples is called by those who present to it. */
export const sampleAudience = 'https://lab.example'

/** A nonce as the laboratory makes one for each request. */
export function newNonce(): string {
  return Buffer.from(randomBytes(16)).toString('base64url')
}

interface PresentOptions {
  readonly nonce: string
  readonly audience?: string
  /** Who signs, if it is not the holder. */
  readonly signer?: Signer
}

/** Licence and role in one presentation, as a wallet makes it. */
export async function present(
  { clock }: SampleWorld,
  { licence, role, signer: holder }: SampleDoctor,
  { nonce, audience = sampleAudience, signer = holder }: PresentOptions,
): Promise<string> {
  const { credentials } = await presentCredentials([licence.token, role.token], {
    ...{ signer, audience, nonce, issuedAt: epochSeconds(Math.floor(clock())) },
    disclose: 'all',
  })
  return JSON.stringify({ version: presentationVersion, credentials })
}

/** Changes one letter of what was signed. */
export function altered(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const json = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject
  const claims = { ...json, validUntil: '2099-12-31T00:00:00Z' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

/** Everything of a kind that a laboratory keeps. */
export const observations: JsonObject = {
  scope: 'category',
  types: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }],
}
