import { encodeBase64url, encodeUtf8, type JsonObject } from '@fidecura/base'
import { digestOf, generateSigner, type Signer } from '@fidecura/identity'
import type { CredentialIssuer } from '@fidecura/openid/issuer'
import { parseOfferLink } from '../src/vci/credential-offer.ts'
import { type Hospital, url } from './hospital.ts'

/** What a server said. */
export interface Said {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

/** How one request is to differ from an honest one. */
export interface Twist {
  /** Claims of the DPoP proof. */
  readonly dpop?: JsonObject
  readonly dpopHeader?: JsonObject
  /** Another key signs it. */
  readonly dpopKey?: Signer
  /** This very proof. */
  readonly dpopProof?: string
  readonly noDpop?: true
  readonly headers?: Readonly<Record<string, string>>
  /** In the place of the body. */
  readonly raw?: string
}

/** Claims and header of one key proof. */
export interface ProofTwist {
  readonly claims?: JsonObject
  readonly header?: JsonObject
  /** Signs it, though the header names another. */
  readonly signedBy?: Signer
}

export const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** A wallet whose every message can be bent. */
export interface RawWallet {
  readonly key: Signer
  token(form: Readonly<Record<string, string>>, twist?: Twist): Promise<Said>
  nonce(): Promise<string>
  /** The proof of one key, honest but for the twist. */
  prove(key: Signer, nonce: string, twist?: ProofTwist): Promise<string>
  resource(name: string, token: string, body: JsonObject, twist?: Twist): Promise<Said>
  /** Asks for the identity with these proofs. */
  credential(token: string, jwt: readonly unknown[], twist?: Twist): Promise<Said>
  /** A DPoP proof as it would be sent. */
  dpopProof(endpoint: string, twist: Twist, token?: string): Promise<string>
}

export async function createRawWallet({ issuer, clock }: Hospital): Promise<RawWallet> {
  const key = await generateSigner()
  let dpopNonce = ''
  const dpopProof = async (endpoint: string, twist: Twist, token?: string): Promise<string> => {
    const signer = twist.dpopKey ?? key
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { ...signer.publicKey } }
    const claims = {
      jti: crypto.randomUUID(),
      htm: 'POST',
      htu: `${url}/${endpoint}`,
      iat: clock.now(),
      nonce: dpopNonce,
      ...(token === undefined ? {} : { ath: await digestOf(token) }),
      ...twist.dpop,
    }
    return await signRaw({ ...header, ...twist.dpopHeader }, claims, signer)
  }
  const send = async (
    endpoint: string,
    body: string,
    type: string,
    twist: Twist,
    token?: string,
  ) => {
    const dpop = twist.noDpop
      ? {}
      : { dpop: twist.dpopProof ?? (await dpopProof(endpoint, twist, token)) }
    const bearer = token === undefined ? {} : { authorization: `DPoP ${token}` }
    const headers = { 'content-type': type, ...dpop, ...bearer, ...twist.headers }
    const said = await post(issuer, endpoint, twist.raw ?? body, headers)
    dpopNonce = said.headers.get('dpop-nonce') ?? dpopNonce
    return said
  }
  // The first nonce, as any refusal brings it.
  dpopNonce = (await post(issuer, 'nonce', '', {})).headers.get('dpop-nonce') ?? ''
  const resource: RawWallet['resource'] = (name, token, body, twist = {}) =>
    send(name, JSON.stringify(body), 'application/json', twist, token)
  return {
    key,
    dpopProof,
    resource,
    token: (form, twist = {}) =>
      send('token', new URLSearchParams({ ...form }).toString(), formType, twist),
    async nonce() {
      return (await post(issuer, 'nonce', '', {})).body['c_nonce'] as string
    },
    prove(signer, nonce, { claims = {}, header = {}, signedBy = signer } = {}) {
      const named = { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: { ...signer.publicKey } }
      const said = { aud: url, iat: clock.now(), nonce }
      return signRaw({ ...named, ...header }, { ...said, ...claims }, signedBy)
    },
    credential: (token, jwt, twist = {}) =>
      resource(
        'credential',
        token,
        { credential_configuration_id: 'identity', proofs: { jwt: jwt as string[] } },
        twist,
      ),
  }
}

const formType = 'application/x-www-form-urlencoded'

export async function post(
  issuer: CredentialIssuer,
  endpoint: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Said> {
  const request = new Request(`${url}/${endpoint}`, { method: 'POST', body, headers })
  return saidOf(await issuer.handle(request))
}

async function saidOf(response: Response): Promise<Said> {
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : {},
  }
}

/** Members that are undefined are left out, as JSON does. */
export async function signRaw(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  signer: Signer,
): Promise<string> {
  const parts = [header, claims].map((one) => encodeBase64url(encodeUtf8(JSON.stringify(one))))
  const input = parts.join('.')
  return `${input}.${encodeBase64url(await signer.sign(encodeUtf8(input)))}`
}

/** What a link says, and the code in it. */
export function codeIn(linkByValue: string): string {
  const read = parseOfferLink(linkByValue, {})
  const offer = read.kind === 'value' ? (read.offer as JsonObject) : {}
  const grants = offer['grants'] as Record<string, Record<string, string>>
  return grants[preAuthorized]?.['pre-authorized_code'] ?? ''
}

/** A hospital with an offer, and a wallet that has the token for it. */
export async function withToken(hospital: Hospital) {
  const wallet = await createRawWallet(hospital)
  const { linkByValue } = await hospital.issuer.offer({
    credentials: ['identity'],
    reference: 'R-1',
    transactionCode: 'none',
  })
  const code = codeIn(linkByValue)
  const { body } = await wallet.token({ grant_type: preAuthorized, 'pre-authorized_code': code })
  return { wallet, code, token: body['access_token'] as string }
}
