import type { JsonObject } from '@fidecura/base'
import { createPresentation, createVerifier, issueCredential } from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { generateSigner, resolveDidKey } from '@fidecura/identity'
import { ecdsaJcs2019 } from '@fidecura/identity/data-integrity'
import { describe, expect, test } from '@jest/globals'
import { eddsaRdfc2022, healthContext } from '../src/index.ts'
import { signer as issuer } from './samples.ts'

const now = 1_800_000_000 as never
const badge = 'urn:example:credential:badge:1'
const suites = [eddsaRdfc2022, ecdsaJcs2019]
const format = dataIntegrity({ suites, contexts: [healthContext] })
const holder = await generateSigner({ method: 'key', algorithm: 'EdDSA' })
const terms = { audience: 'https://platform.example', nonce: 'n-1' }
const verifier = createVerifier({
  roots: [{ did: issuer.did, types: [badge] }],
  resolve: resolveDidKey,
  clock: () => now,
  formats: [format],
})

const issue = (standing: string, as: typeof format | 'vc+jwt' = format): Promise<string> =>
  issueCredential(
    {
      type: badge,
      subject: holder.did,
      claims: { standing },
      issuedAt: now,
      validFrom: now,
      validUntil: (now + 3600) as never,
    },
    { signer: issuer, format: as },
  )
const present = (tokens: readonly string[]): Promise<string> =>
  createPresentation(tokens, { format, signer: holder, disclose: 'all', issuedAt: now, ...terms })
const alter = (text: string, change: (inner: JsonObject) => JsonObject): string => {
  const whole = JSON.parse(text)
  const [first, ...others] = whole.verifiableCredential
  return JSON.stringify({ ...whole, verifiableCredential: [change(first), ...others] })
}

describe('a presentation as a graph', () => {
  test('encloses credentials with contexts of their own, and tokens in envelopes', async () => {
    const text = await present([await issue('a'), await issue('b'), await issue('c', 'vc+jwt')])
    expect(JSON.parse(text)).toMatchObject({ proof: { cryptosuite: 'eddsa-rdfc-2022' } })
    const verified = await verifier.verifyPresentation(text, terms)
    expect(verified.credentials.map(({ claims }) => claims['standing'])).toEqual(['a', 'b', 'c'])
  })

  test.each<[string, string, (inner: JsonObject) => JsonObject]>([
    [
      'another context of its own',
      'context_inline',
      (inner) => ({ ...inner, '@context': [...(inner['@context'] as string[]), { x: 'urn:x:x' }] }),
    ],
    [
      'a context that would have to be fetched',
      'context_unknown',
      (inner) => ({
        ...inner,
        '@context': [...(inner['@context'] as string[]), 'https://x.example'],
      }),
    ],
    [
      'another context beside its proof',
      'context_inline',
      (inner) => ({ ...inner, proof: { ...(inner['proof'] as object), '@context': [] } }),
    ],
    [
      'a context deeper within',
      'context_inline',
      (inner) => ({
        ...inner,
        credentialSubject: { ...(inner['credentialSubject'] as object), '@context': [] },
      }),
    ],
    [
      'a claim altered',
      // The proof around it covers it, too, and is looked at first.
      'holder_binding_invalid',
      (inner) => ({ ...inner, credentialSubject: { id: holder.did, standing: 'z' } }),
    ],
    [
      'itself in itself, again and again',
      'document_too_large',
      (inner) => {
        const wrap = (one: JsonObject): JsonObject => ({
          '@context': inner['@context'] as string[],
          type: 'VerifiablePresentation',
          verifiableCredential: one,
        })
        return { ...inner, verifiableCredential: wrap(wrap(wrap(inner))) }
      },
    ],
  ])('does not hold with %s in a credential: %s', async (_, code, change) => {
    const text = alter(await present([await issue('a')]), change)
    const { checks, credentials } = await verifier.checkPresentation(text, terms)
    const codes = [...checks, ...credentials.flatMap((one) => one.checks)].map((one) => one.code)
    expect(codes).toContain(code)
  })
})
