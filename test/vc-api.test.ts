import { readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import type { JsonObject } from '@fidecura/base'
import { createPresentation } from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startVcApi, type VcApi } from './vc-api/server.ts'
import { withCorpus } from './with-corpus.ts'

let api: VcApi
beforeAll(async () => {
  api = await startVcApi()
})
afterAll(() => api.close())

const suites = [
  ...['Ed25519', 'P-256', 'P-384'].map((keyType) => `vc-jwt/${keyType}`),
  ...['eddsa-jcs-2022/Ed25519', 'eddsa-rdfc-2022/Ed25519'],
  ...['ecdsa-jcs-2019/P-256', 'ecdsa-jcs-2019/P-384'],
  ...['ecdsa-rdfc-2019/P-256', 'ecdsa-rdfc-2019/P-384'],
]
const contextV2 = 'https://www.w3.org/ns/credentials/v2'
const credential = (issuer: string, more: JsonObject = {}): JsonObject => ({
  '@context': [contextV2],
  type: ['VerifiableCredential'],
  issuer,
  name: 'Example',
  credentialSubject: { id: 'did:example:subject', name: 'Example' },
  ...more,
})

interface Reply {
  readonly status: number
  readonly type: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: looked into by expect alone.
  readonly body: any
}

function send(
  path: string,
  body: unknown,
  { scheme = 'http', method = 'POST' }: { scheme?: 'http' | 'https'; method?: string } = {},
): Promise<Reply> {
  const url = `${scheme === 'http' ? api.httpUrl : api.httpsUrl}${path}`
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { 'content-type': 'application/json' }
  const request =
    scheme === 'http'
      ? httpRequest(url, { method, headers })
      : httpsRequest(url, { method, headers, ca: api.certificate })
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', async (response) => {
      const parts: Buffer[] = []
      for await (const part of response) parts.push(part)
      const json = JSON.parse(Buffer.concat(parts).toString())
      const type = response.headers['content-type']
      resolve({ status: response.statusCode ?? 0, type, body: json })
    })
    request.end(text)
  })
}

const issuerOf = (suite: string): string => api.issuers[suite] ?? ''
const issueAt = async (suite: string, more: JsonObject = {}): Promise<JsonObject> => {
  const { body } = await send(`/${suite}/credentials/issue`, {
    credential: credential(issuerOf(suite), more),
  })
  return body.verifiableCredential
}

describe('the adapter of the VC API', () => {
  test('has an issuer for each suite and type of key', () => {
    expect(Object.keys(api.issuers).toSorted()).toEqual(suites.toSorted())
    expect(new Set(Object.values(api.issuers)).size).toBe(suites.length)
  })

  test.each(suites.flatMap((suite) => [['http', suite] as const, ['https', suite] as const]))(
    'issues and verifies over %s with %s',
    async (scheme, suite) => {
      const issued = await send(
        `/${suite}/credentials/issue`,
        { credential: credential(issuerOf(suite)), options: {} },
        { scheme },
      )
      expect(issued).toMatchObject({ status: 201, type: 'application/json' })
      const { verifiableCredential } = issued.body
      const path = `/${suite}/credentials/verify`
      const good = await send(path, { verifiableCredential, options: {} }, { scheme })
      expect(good).toMatchObject({ status: 200, body: { verified: true, problemDetails: [] } })
      const other = JSON.stringify(verifiableCredential).replace(
        /"name":"Example"|(?<=\.)eyJ[^.]{20}/,
        (found) => (found.startsWith('"') ? '"name":"Other"' : `${found.slice(0, -1)}A`),
      )
      const bad = await send(path, { verifiableCredential: JSON.parse(other) }, { scheme })
      expect(bad).toMatchObject({
        status: 400,
        type: 'application/problem+json',
        body: { verified: false },
      })
      expect(bad.body.problemDetails[0]).toMatchObject({
        type: expect.stringMatching(/^https:\/\/www\.w3\.org\/TR\/vc-data-model#[A-Z_]+$/),
        status: 400,
        detail: expect.stringMatching(/^[a-z_]+/),
      })
    },
  )

  test('verifies what nobody here has issued, of the suite that it is asked at alone', async () => {
    const proof = await issueAt('eddsa-rdfc-2022/Ed25519')
    const elsewhere = await startVcApi()
    try {
      const response = await fetch(
        `${elsewhere.httpUrl}/eddsa-rdfc-2022/Ed25519/credentials/verify`,
        {
          method: 'POST',
          body: JSON.stringify({ verifiableCredential: proof }),
        },
      )
      expect(response.status).toBe(200)
    } finally {
      await elsewhere.close()
    }
    for (const [suite, code] of [
      ['ecdsa-rdfc-2019/P-256', 'proof_suite_unsupported'],
      ['eddsa-jcs-2022/Ed25519', 'proof_suite_unsupported'],
      ['vc-jwt/P-256', 'credential_malformed at /verifiableCredential'],
    ] as const) {
      const { status, body } = await send(`/${suite}/credentials/verify`, {
        verifiableCredential: proof,
      })
      expect({ status, detail: body.problemDetails[0].detail }).toEqual({
        status: 400,
        detail: code,
      })
    }
  })

  test('looks at the period unless asked for the proof alone', async () => {
    const suite = 'eddsa-jcs-2022/Ed25519'
    const verifiableCredential = await issueAt(suite, { validUntil: '2021-01-01T00:00:00Z' })
    const path = `/${suite}/credentials/verify`
    const alone = { verifiableCredential, options: { checks: ['proof'] } }
    expect(await send(path, alone)).toMatchObject({ status: 200 })
    expect(await send(path, { verifiableCredential })).toMatchObject({
      status: 400,
      body: { problemDetails: [{ detail: 'credential_expired' }] },
    })
  })

  test('issues in nobody else’s name', async () => {
    const [suite = '', other = ''] = suites
    const body = { credential: credential(issuerOf(other)) }
    expect(await send(`/${suite}/credentials/issue`, body)).toMatchObject({ status: 400 })
  })

  test('does not take a proof by another key for one of the issuer', async () => {
    const suite = 'eddsa-jcs-2022/Ed25519'
    const { proof } = await issueAt(suite)
    const stranger = await generateSigner({ method: 'key', algorithm: 'EdDSA' })
    const document = credential(stranger.did)
    expect(
      await send(`/${suite}/credentials/verify`, {
        verifiableCredential: { ...document, proof } as never,
      }),
    ).toMatchObject({ status: 400 })
  })

  test.each([
    ['an unknown suite', '/no-such-suite/P-256/credentials/issue', {}, 404],
    ['an unknown type of key', '/vc-jwt/P-521/credentials/issue', {}, 404],
    ['an unknown act', '/vc-jwt/P-256/credentials/revoke', {}, 404],
    ['what is no JSON', '/vc-jwt/P-256/credentials/issue', '{', 400],
    ['no object', '/vc-jwt/P-256/credentials/issue', [], 400],
    ['no credential', '/vc-jwt/P-256/credentials/issue', {}, 400],
    ['nothing to verify', '/vc-jwt/P-256/credentials/verify', {}, 400],
    ['no presentation', '/vc-jwt/P-256/presentations/verify', {}, 400],
    ['too much', '/vc-jwt/P-256/credentials/issue', `"${'x'.repeat(1_100_000)}"`, 413],
  ])('answers to %s', async (_, path, body, status) => {
    expect(await send(path, body)).toMatchObject({ status, body: { verified: false } })
  })

  test('answers to POST alone', async () => {
    const reply = await send('/vc-jwt/P-256/credentials/issue', '', { method: 'PUT' })
    expect(reply).toMatchObject({ status: 405 })
  })

  test('verifies presentations, for those whom they are for', async () => {
    const holder = await generateSigner({ method: 'key', algorithm: 'ES256' })
    const more = {
      type: ['VerifiableCredential', 'urn:example:badge'],
      credentialSubject: { id: holder.did, name: 'Example' },
    }
    const suite = 'ecdsa-jcs-2019/P-256'
    const token = JSON.stringify(await issueAt(suite, more))
    const issuedAt = Math.floor(Date.now() / 1000) as never
    const terms = { audience: 'https://platform.example', nonce: 'n-1' }
    const made = { signer: holder, disclose: 'all', issuedAt, ...terms } as const
    const asDocument = await createPresentation([token], { ...made, format: dataIntegrity() })
    const asToken = await createPresentation([token], {
      ...made,
      format: 'vp+jwt',
      formats: [dataIntegrity()],
    })
    const path = `/${suite}/presentations/verify`
    const right = { challenge: 'n-1', domain: 'https://platform.example' }
    const enveloped = {
      '@context': [contextV2],
      type: 'EnvelopedVerifiablePresentation',
      id: `data:application/vp+jwt,${asToken}`,
    }
    for (const verifiablePresentation of [JSON.parse(asDocument), asToken, enveloped]) {
      const options = right
      const reply = await send(path, { verifiablePresentation, options })
      expect(reply.body).toMatchObject({ verified: true, problemDetails: [] })
      expect(reply.status).toBe(200)
      expect(await send(path, { verifiablePresentation })).toMatchObject({ status: 200 })
      for (const wrong of [{ challenge: 'n-2' }, { domain: 'https://other.example' }]) {
        const reply = await send(path, { verifiablePresentation, options: { ...right, ...wrong } })
        expect(reply).toMatchObject({ status: 400, body: { verified: false } })
      }
    }
    const altered = JSON.parse(asDocument.replace('"name":"Example"', '"name":"Other"'))
    expect(await send(path, { verifiablePresentation: altered })).toMatchObject({ status: 400 })
  })
})

withCorpus(
  'the adapter of the VC API with documents of the W3C',
  ['w3c-vcdm2/tests/input'],
  (folder = '') => {
    const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const isInline = (context: unknown): boolean => typeof context === 'object' && context !== null
    // What every suite refuses is in docs/conformance.md.
    const documented =
      /-(?:proof|schemas?|schema-type|status|status-missing-id|subject-multiple|validUntil-validFrom)-ok/
    const files = readdirSync(folder).filter(
      (file) => /^credential-.*\.json$/.test(file) && !documented.test(file),
    )
    // Nothing but the RDF suites processes JSON-LD, so names mean what VCDM says.
    const unprocessed = /-(?:redef-type2?|type-mapped-nonurl|type-unmapped)-fail/

    test.each(
      ['vc-jwt/P-384', 'ecdsa-jcs-2019/P-384', 'eddsa-rdfc-2022/Ed25519'].flatMap((suite) =>
        files.map((file) => [suite, file] as const),
      ),
    )('decides as %s on %s', async (suite, file) => {
      const document = read(file)
      const id = issuerOf(suite)
      const { issuer } = document
      const isOpen = isInline(issuer) && issuer.id === undefined
      const fill =
        issuer === undefined ? { issuer: id } : isOpen ? { issuer: { ...issuer, id } } : {}
      const reply = await send(`/${suite}/credentials/issue`, {
        credential: { ...document, ...fill },
      })
      const isGraph = suite.includes('rdfc')
      const takes = file.endsWith('-ok.json') || (!isGraph && unprocessed.test(file))
      const contexts: readonly unknown[] = [document['@context']].flat()
      const right = takes && !(isGraph && contexts.some(isInline))
      expect(reply.status).toBe(right ? 201 : 400)
      if (!right) return
      const { verifiableCredential } = reply.body
      const options = { checks: ['proof'] }
      const verified = await send(`/${suite}/credentials/verify`, { verifiableCredential, options })
      expect(verified.body).toMatchObject({ verified: true })
    })
  },
)

withCorpus(
  'the adapter of the VC API with published vectors',
  ['w3c-di-eddsa-vectors/TestVectors', 'w3c-di-ecdsa-vectors/TestVectors'],
  (...folders) => {
    test.each([
      ['eddsa-rdfc-2022/Ed25519', 'eddsa-rdfc-2022/employ/signedDataInt.json'],
      ['ecdsa-rdfc-2019/P-256', 'ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json'],
    ])(
      'refuses over https, at %s, a good proof by another key than the issuer’s',
      async (suite, file) => {
        const folder = folders[suite.startsWith('eddsa') ? 0 : 1] ?? ''
        const verifiableCredential = JSON.parse(readFileSync(join(folder, file), 'utf8'))
        const path = `/${suite}/credentials/verify`
        const reply = await send(path, { verifiableCredential }, { scheme: 'https' })
        expect(reply).toMatchObject({ status: 400, body: { verified: false } })
        const [{ detail }] = reply.body.problemDetails
        expect(detail).toBe('jws_issuer_mismatch')
      },
    )
  },
)
