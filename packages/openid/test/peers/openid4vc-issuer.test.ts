import { encodeBase64url } from '@fidecura/base'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner, parsePublicJwk, randomBytes, type Signer } from '@fidecura/identity'
import {
  acceptCredentialOffer,
  openCredentialOffer,
  type ReceivedCredential,
} from '@fidecura/openid/wallet'
import { afterAll, describe, expect, test } from '@jest/globals'
import {
  type HttpMethod,
  Oauth2AuthorizationServer,
  Oauth2ResourceServer,
  preAuthorizedCodeGrantIdentifier,
  setGlobalConfig,
} from '@openid4vc/oauth2'
import {
  type IssuerMetadataResult,
  Openid4vciIssuer,
  Openid4vciVersion,
} from '@openid4vc/openid4vci'
import { createLoopbackHospital } from './loopback-hospital.ts'
import { openid4vcCallbacks, peerSignerOf } from './openid4vc-callbacks.ts'

setGlobalConfig({ allowInsecureUrls: true })

const world = await createLoopbackHospital()
afterAll(() => world.close())

const { url, hospital, contentsOf } = world
const tokenKey = await generateSigner()
const callbacks = openid4vcCallbacks([tokenKey, hospital.signer])
const peer = new Openid4vciIssuer({ callbacks })
const server = new Oauth2AuthorizationServer({ callbacks })
const resources = new Oauth2ResourceServer({ callbacks })

const credentialIssuer = peer.createCredentialIssuerMetadata({
  credential_issuer: url,
  credential_endpoint: `${url}/credential`,
  nonce_endpoint: `${url}/nonce`,
  batch_credential_issuance: { batch_size: 5 },
  display: [{ name: 'Example Peer', locale: 'en' }],
  credential_configurations_supported: {
    identity: {
      format: 'dc+sd-jwt',
      vct: credentialTypes.patientIdentity,
      cryptographic_binding_methods_supported: ['jwk'],
      proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
    },
  },
})
const authorizationServer = server.createAuthorizationServerMetadata({
  issuer: url,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  dpop_signing_alg_values_supported: ['ES256'],
  grant_types_supported: [preAuthorizedCodeGrantIdentifier],
})
const issuerMetadata: IssuerMetadataResult = {
  credentialIssuer,
  authorizationServers: [authorizationServer],
  originalDraftVersion: Openid4vciVersion.V1,
  // Its own reader of metadata calls them known; what it makes is typed as less.
  knownCredentialConfigurations:
    credentialIssuer.credential_configurations_supported as IssuerMetadataResult['knownCredentialConfigurations'],
}

/** An issuer whose messages are all made and read by the library; the credentials are ours. */
function peerIssuer(code: string, txCode: string) {
  const nonces: string[] = []
  const likeOf = (request: Request) => ({
    headers: request.headers,
    method: request.method as HttpMethod,
    url: request.url,
  })
  const token = async (request: Request): Promise<Response> => {
    const accessTokenRequest = Object.fromEntries(new URLSearchParams(await request.text()))
    const like = likeOf(request)
    const parsed = server.parseAccessTokenRequest({ accessTokenRequest, request: like })
    if (parsed.grant.grantType !== preAuthorizedCodeGrantIdentifier) throw new Error('Another way')
    const { dpop } = await server.verifyPreAuthorizedCodeAccessTokenRequest({
      grant: parsed.grant,
      accessTokenRequest: parsed.accessTokenRequest,
      request: like,
      authorizationServerMetadata: authorizationServer,
      expectedPreAuthorizedCode: code,
      expectedTxCode: txCode,
      dpop: { ...parsed.dpop, required: true },
    })
    const response = await server.createAccessTokenResponse({
      authorizationServer: url,
      audience: url,
      subject: 'R-1',
      expiresInSeconds: 300,
      signer: peerSignerOf(tokenKey),
      ...(dpop === undefined ? {} : { dpop }),
    })
    return Response.json(response)
  }
  const credential = async (request: Request): Promise<Response> => {
    const body = (await request.clone().json()) as Record<string, unknown>
    await resources.verifyResourceRequest({
      request: likeOf(request),
      resourceServer: url,
      authorizationServers: [authorizationServer],
      allowedAuthenticationSchemes: ['DPoP' as never],
    })
    const parsed = peer.parseCredentialRequest({ issuerMetadata, credentialRequest: body })
    const holderKeys = []
    for (const jwt of parsed.proofs?.jwt ?? []) {
      const { signer } = await peer.verifyCredentialRequestJwtProof({
        issuerMetadata,
        jwt,
        expectedNonce: nonces.at(-1) ?? '',
      })
      holderKeys.push(parsePublicJwk(signer.publicJwk))
    }
    const contents = { ...(await contentsOf('R-1')), type: credentialTypes.patientIdentity }
    const issued = await hospital.issuer.issueBatch(contents, { format: 'dc+sd-jwt', holderKeys })
    const response = peer.createCredentialResponse({
      credentialRequest: parsed,
      credentials: issued.map((one) => ({ credential: one.token })),
    })
    return Response.json(response)
  }
  const signed = () =>
    peer.createSignedCredentialIssuerMetadataJwt({
      credentialIssuerMetadata: credentialIssuer,
      issuer: hospital.did,
      signer: { method: 'did', didUrl: hospital.signer.keyId, alg: 'ES256' },
    })
  return async (request: Request): Promise<Response> => {
    switch (new URL(request.url).pathname) {
      case '/.well-known/openid-credential-issuer/openid':
        return new Response(await signed(), { headers: { 'content-type': 'application/jwt' } })
      case '/.well-known/oauth-authorization-server/openid':
        return Response.json(authorizationServer)
      case '/openid/jwks':
        return Response.json({ keys: [{ ...tokenKey.publicKey, alg: 'ES256', use: 'sig' }] })
      case '/openid/nonce':
        nonces.push(encodeBase64url(randomBytes(16)))
        return Response.json(peer.createNonceResponse({ cNonce: nonces.at(-1) ?? '' }))
      case '/openid/token':
        return token(request)
      case '/openid/credential':
        return credential(request)
      default:
        return new Response('', { status: 404 })
    }
  }
}

describe('the wallet, of an issuer made of @openid4vc,', () => {
  test('receives two credentials for code and transaction code, under metadata that a DID signs', async () => {
    const [code, txCode] = ['a code of the peer', '1234']
    world.answerWith(peerIssuer(code, txCode))
    const { credentialOffer } = await peer.createCredentialOffer({
      issuerMetadata,
      credentialConfigurationIds: ['identity'],
      grants: {
        [preAuthorizedCodeGrantIdentifier]: {
          'pre-authorized_code': code,
          tx_code: { input_mode: 'numeric', length: 4 },
        },
      },
    })
    const offer = await openCredentialOffer(credentialOffer, world.network)
    expect(offer.issuer).toMatchObject({ did: hospital.did, selfAssertedName: 'Example Peer' })
    const keys: Signer[] = []
    const kept: ReceivedCredential[] = []
    const received = await acceptCredentialOffer(offer, {
      verifier: world.verifier,
      transactionCode: txCode,
      copies: 2,
      createKey: async () => {
        keys.push(await generateSigner())
        return keys.at(-1) as Signer
      },
      keep: async (some) => (kept.push(...some) > 0 ? 'kept' : 'declined'),
    })
    expect(kept).toEqual(received)
    expect(received.map(({ signer }) => signer)).toEqual(keys)
  })
})
