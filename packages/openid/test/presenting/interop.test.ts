import { allowLoopbackHttp, type Fetch, type JsonObject } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { presentCredential } from '@fidecura/credentials'
import { digestOf, generateSigner } from '@fidecura/identity'
import { presentTo } from '@fidecura/openid/wallet'
import { certifiedKeyOf, verifyX5c, withCertificateChain } from '@fidecura/x5c'
import { afterEach, describe, expect, test } from '@jest/globals'
import { setGlobalConfig } from '@openid4vc/oauth2'
import { Openid4vpClient, Openid4vpVerifier } from '@openid4vc/openid4vp'
import { DcqlPresentationResult, DcqlQuery } from 'dcql'
import { exportJWK, generateKeyPair } from 'jose'
import { hierarchy } from '../../../x5c/test/support/pki.ts'
import { serveLoopback } from '../peers/serve-loopback.ts'
import { callbacksOf } from './peer.ts'
import { createWorld, firstOf, nameOnly, noon, other } from './world.ts'

/** `@openid4vc/openid4vp` 0.4.6 on one side, over real connections. */

// Of the registry of modules that jest gives this file alone.
setGlobalConfig({ allowInsecureUrls: true })

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function host() {
  const server = await serveLoopback()
  closing.push(server.close)
  return server
}

async function clinicWith(prefix: 'decentralized_identifier' | 'x509_hash') {
  const signer = await generateSigner()
  const { chain, ders } = await hierarchy({ signer })
  const isCertified = prefix === 'x509_hash'
  return { clinic: isCertified ? withCertificateChain(signer, chain) : signer, root: ders.root }
}

const kinds = [
  ['decentralized_identifier', true],
  ['decentralized_identifier', false],
  ['x509_hash', true],
] as const
const kind = 'https://clinic.example/agreement'

describe('@openid4vc/openid4vp', () => {
  test.each(kinds)(
    'answers our verifier as a wallet: %s, encrypted: %s',
    async (prefix, encrypted) => {
      const { origin, answerWith } = await host()
      const { clinic } = await clinicWith(prefix)
      const door = { [allowLoopbackHttp]: [origin] }
      const world = await createWorld({
        signer: clinic,
        client: (signer) => ({ prefix, signer }),
        verifier: { baseUrl: `${origin}/openid`, encrypted, ...door },
      })
      answerWith((request) => world.openid.handle(request))
      const agreement = { type: kind, credentialIds: ['licence'], content: { text: 'I agree.' } }
      const { session, link } = await world.openid.ask(nameOnly, {
        ...other,
        transactionData: [agreement],
      })

      const wallet = new Openid4vpClient({ callbacks: callbacksOf() })
      const { params } = wallet.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link })
      const resolved = await wallet.resolveOpenId4vpAuthorizationRequest({
        authorizationRequestPayload: params,
        wallet: { nonce: 'wallet-nonce' },
      })
      const { authorizationRequestPayload, transactionData, client } = resolved
      expect(client.prefix).toBe(prefix)
      const { nonce, client_id: audience } = authorizationRequestPayload as Record<string, string>
      const query = DcqlQuery.parse(resolved.dcql?.query as never)
      expect(query.credentials[0]?.id).toBe('licence')
      const presentation = await presentCredential(world.licence, {
        ...{ disclose: ['name'], signer: world.doctor, issuedAt: noon },
        ...{ audience: audience as string, nonce: nonce as string },
        transactionDataHashes: await Promise.all(
          (transactionData ?? []).map(({ encoded }) => digestOf(encoded)),
        ),
      })
      const response = await wallet.createOpenid4vpAuthorizationResponse({
        authorizationRequestPayload,
        authorizationResponsePayload: { vp_token: { licence: [presentation] } },
        ...(encrypted
          ? {
              jarm: {
                encryption: { nonce: 'n' },
                serverMetadata: {
                  authorization_signing_alg_values_supported: [],
                  authorization_encryption_alg_values_supported: ['ECDH-ES'],
                  authorization_encryption_enc_values_supported: ['A128GCM', 'A256GCM'],
                },
              },
            }
          : {}),
      } as never)
      const submitted = await wallet.submitOpenid4vpAuthorizationResponse({
        authorizationRequestPayload,
        authorizationResponsePayload: response.authorizationResponsePayload,
        jarm: response.jarm,
      } as never)
      expect(submitted.response.status).toBe(200)
      const answer = await world.openid.collect(session)
      expect(answer).toMatchObject({ kind: 'presented', transactions: [agreement] })
    },
  )

  test.each(kinds)(
    'asks our wallet as a verifier: %s, encrypted: %s',
    async (prefix, encrypted) => {
      const { clinic, root } = await clinicWith(prefix)
      const { publicKey, privateKey } = await generateKeyPair('ECDH-ES')
      const jwk = { ...(await exportJWK(publicKey)), use: 'enc', alg: 'ECDH-ES', kid: 'k1' }
      const verifier = new Openid4vpVerifier({ callbacks: callbacksOf(clinic) })
      let request = ''
      let posted: URLSearchParams | undefined
      const { origin, answerWith } = await host()
      answerWith(async (asked) => {
        if (asked.url.endsWith('/request')) return new Response(request)
        posted = new URLSearchParams(await asked.text())
        return Response.json({ redirect_uri: 'https://clinic.example/thanks' })
      })
      const world = await createWorld()
      const [leaf = ''] = clinic.certificateChain ?? []
      const payload = {
        response_type: 'vp_token',
        client_id:
          prefix === 'x509_hash'
            ? `x509_hash:${await digestOf(new Uint8Array(Buffer.from(leaf, 'base64')))}`
            : `${prefix}:${clinic.did}`,
        response_uri: `${origin}/answers`,
        response_mode: encrypted ? 'direct_post.jwt' : 'direct_post',
        nonce: 'n-0S6_WzA2Mj',
        state: 'af0ifjsldkj',
        dcql_query: nameOnly,
        client_metadata: {
          vp_formats_supported: {
            'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
          },
          ...(encrypted ? { jwks: { keys: [jwk] } } : {}),
        },
      }
      const made = await verifier.createOpenId4vpAuthorizationRequest({
        authorizationRequestPayload: payload,
        jar: {
          jwtSigner:
            prefix === 'x509_hash'
              ? { method: 'x5c', alg: 'ES256', x5c: [leaf] }
              : { method: 'did', alg: 'ES256', didUrl: clinic.keyId },
          requestUri: `${origin}/request`,
          expiresInSeconds: 60,
          now: new Date(noon * 1000),
          // Else it names its own URL as the audience.
          additionalJwtPayload: { aud: 'https://self-issued.me/v2' },
        },
      } as never)
      request = made.jar?.authorizationRequestJwt ?? ''

      const fetch: Fetch = createGuardedFetch({ [allowLoopbackHttp]: [origin] })
      const opened = await world.open(made.authorizationRequest, {
        fetch,
        [allowLoopbackHttp]: [origin],
        certificates: (jws, { at }) =>
          verifyX5c(jws, {
            ...{ roots: [root], key: certifiedKeyOf(jws), at },
            revocation: 'not_checked',
          }),
      })
      expect(opened).toMatchObject({ needed: ['licence'], respondsTo: origin })
      const { redirectTo } = await presentTo(opened, { chosen: firstOf(opened) })
      expect(redirectTo).toBe('https://clinic.example/thanks')
      const read = await verifier.parseOpenid4vpAuthorizationResponse({
        authorizationResponse: Object.fromEntries(posted ?? []),
        authorizationRequestPayload: payload,
        callbacks: callbacksOf(undefined, privateKey as CryptoKey),
      })
      const presentations = (read.dcql?.presentations ?? {}) as Record<string, string[]>
      const [token = ''] = presentations['licence'] ?? []
      const { credentials } = await world.verifier.verifyPresentation(token, {
        audience: payload.client_id,
        nonce: payload.nonce,
      })
      const result = DcqlPresentationResult.fromDcqlPresentation(
        {
          licence: [
            {
              credential_format: 'dc+sd-jwt',
              vct: credentials[0]?.types[0] ?? '',
              claims: credentials[0]?.claims as never,
              cryptographic_holder_binding: true,
            },
          ],
        } as never,
        { dcqlQuery: DcqlQuery.parse(nameOnly as never) },
      )
      expect(result.can_be_satisfied).toBe(true)
      expect(credentials[0]?.claims as JsonObject).toMatchObject({ name: 'Dr Ada Example' })
    },
  )
})
