import { generateSigner } from '@fidecura/identity'
import { afterAll, describe, expect, test } from '@jest/globals'
import { clientAuthenticationNone, setGlobalConfig } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { createLoopbackHospital } from './loopback-hospital.ts'
import { openid4vcCallbacks, peerSignerOf } from './openid4vc-callbacks.ts'

// For the whole process, there being no other way. It is the one of this file.
setGlobalConfig({ allowInsecureUrls: true })

const world = await createLoopbackHospital()
afterAll(() => world.close())

const [dpopKey, ...holderKeys] = await Promise.all([1, 2, 3].map(() => generateSigner()))
const callbacks = openid4vcCallbacks([dpopKey, ...holderKeys].flatMap((key) => key ?? []))
const wallet = new Openid4vciClient({ callbacks: { ...callbacks, ...noJwe() } })

function noJwe() {
  const none = () => Promise.reject(new Error('Nothing is encrypted here'))
  return { decryptJwe: none, encryptJwe: none }
}

/** From a token on, as every wallet goes. */
async function fetchCredentials(
  issuerMetadata: Awaited<ReturnType<Openid4vciClient['resolveIssuerMetadata']>>,
  accessToken: string,
  dpop: Parameters<Openid4vciClient['retrieveCredentials']>[0]['dpop'],
  clientId?: string,
) {
  const { c_nonce: nonce } = await wallet.requestNonce({ issuerMetadata })
  const jwt: string[] = []
  for (const key of holderKeys) {
    const proof = await wallet.createCredentialRequestJwtProof({
      issuerMetadata,
      credentialConfigurationId: 'identity',
      signer: peerSignerOf(key),
      nonce,
      ...(clientId === undefined ? {} : { clientId }),
    })
    jwt.push(proof.jwt)
  }
  const received = await wallet.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId: 'identity',
    proofs: { jwt },
    accessToken,
    ...(dpop === undefined ? {} : { dpop }),
  })
  const { credentialResponse } = received
  await wallet.sendNotification({
    issuerMetadata,
    accessToken,
    notification: {
      notificationId: credentialResponse.notification_id ?? '',
      event: 'credential_accepted',
    },
    ...(dpop === undefined ? {} : { dpop: { ...dpop, ...received.dpop } }),
  })
  const credentials = (credentialResponse.credentials ?? []) as readonly {
    readonly credential: string
  }[]
  return Promise.all(
    credentials.map(({ credential }) => world.verifier.verifyCredential(credential)),
  )
}

describe('the issuer, with @openid4vc/openid4vci as the wallet,', () => {
  test('hands out for code and transaction code, two at once', async () => {
    const made = await world.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    const credentialOffer = await wallet.resolveCredentialOffer(made.link)
    const issuerMetadata = await wallet.resolveIssuerMetadata(credentialOffer.credential_issuer)
    const signer = peerSignerOf(dpopKey as never)
    const { accessTokenResponse, dpop } =
      await wallet.retrievePreAuthorizedCodeAccessTokenFromOffer({
        credentialOffer,
        issuerMetadata,
        txCode: made.transactionCode ?? '',
        dpop: { signer },
      })
    expect(accessTokenResponse.token_type).toBe('DPoP')
    const { access_token: token } = accessTokenResponse
    const verified = await fetchCredentials(issuerMetadata, token, dpop)
    expect(verified.map(({ subject }) => subject)).toEqual(holderKeys.map(({ did }) => did))
  })

  test('hands out after signing in, by a pushed request and PKCE', async () => {
    const made = await world.issuer.offer({
      credentials: ['identity'],
      reference: 'row 1',
      grant: 'authorization_code',
    })
    const client = new Openid4vciClient({
      callbacks: {
        ...callbacks,
        ...noJwe(),
        clientAuthentication: clientAuthenticationNone({ clientId: 'wallet' }),
      },
    })
    const credentialOffer = await client.resolveCredentialOffer(made.linkByValue)
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
    const { redirectUri } = world
    const started = await client.initiateAuthorization({
      credentialOffer,
      issuerMetadata,
      clientId: 'wallet',
      redirectUri,
      scope: 'identity',
      state: 's-1',
    })
    if (started.authorizationFlow !== 'Oauth2Redirect') throw new Error('Another way')
    const page = await fetch(started.authorizationRequestUrl, { redirect: 'manual' })
    const [authorizationServerMetadata] = issuerMetadata.authorizationServers
    const answer = client.parseAndVerifyAuthorizationResponseRedirectUrl({
      url: page.headers.get('location') ?? '',
      authorizationServerMetadata: authorizationServerMetadata as never,
    })
    const { accessTokenResponse, dpop } =
      await client.retrieveAuthorizationCodeAccessTokenFromOffer({
        credentialOffer,
        issuerMetadata,
        authorizationCode: answer.code ?? '',
        redirectUri,
        dpop: { signer: peerSignerOf(dpopKey as never) },
        ...(started.pkce === undefined ? {} : { pkceCodeVerifier: started.pkce.codeVerifier }),
      })
    const { access_token: token } = accessTokenResponse
    const verified = await fetchCredentials(issuerMetadata, token, dpop, 'wallet')
    expect(verified.map(({ claims }) => claims['record'])).toMatchObject([
      { value: 'R-1' },
      { value: 'R-1' },
    ])
  })
})
