import { encodeBase64url, encodeUtf8, type Fetch, type JsonObject } from '@fidecura/base'
import { type Signer, signJws } from '@fidecura/identity'
import type { OpenedRequest, OpenRequestOptions } from '@fidecura/openid/wallet'
import { nameOnly, noon, type World } from './world.ts'

/** What differs from a request in which all is well. */
export interface Crafted {
  readonly members?: JsonObject
  /** Null: none. */
  readonly typ?: string | null
  readonly signer?: Signer
  readonly link?: Readonly<Record<string, string>>
  /** Before it is signed, as JSON. */
  readonly text?: (json: string) => string
  readonly compact?: (jws: string) => string
  readonly options?: Partial<OpenRequestOptions>
  /** What the wallet sent to fetch it. */
  readonly onFetch?: (form: URLSearchParams) => void
}

export interface Posted {
  readonly url: string
  readonly form: URLSearchParams
}

/** Opens a request that anybody has made, and tells what the wallet posted afterwards. */
export async function openCrafted(
  world: World,
  { members = {}, typ = 'oauth-authz-req+jwt', signer = world.clinic, ...crafted }: Crafted = {},
): Promise<{ readonly request: OpenedRequest; readonly posted: readonly Posted[] }> {
  const clientId = `decentralized_identifier:${signer.did}`
  const payload = {
    iss: clientId,
    aud: 'https://self-issued.me/v2',
    iat: noon,
    exp: noon + 60,
    client_id: clientId,
    response_type: 'vp_token',
    response_mode: 'direct_post',
    response_uri: 'https://clinic.example/answers',
    nonce: 'n-0S6_WzA2Mj',
    state: 'af0ifjsldkj',
    dcql_query: nameOnly as unknown as JsonObject,
    ...members,
  }
  const whole = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null))
  const text = crafted.text ?? ((json) => json)
  const jws = await sign(text(JSON.stringify(whole)), signer, typ)
  const compact = crafted.compact?.(jws) ?? jws
  const posted: Posted[] = []
  const fetch: Fetch = async (url, { body = '' }) => {
    const form = new URLSearchParams(String(body))
    if (url.includes('/requests/')) {
      crafted.onFetch?.(form)
      return new Response(compact)
    }
    posted.push({ url, form })
    return Response.json({ redirect_uri: 'https://clinic.example/thanks#code=1' })
  }
  const link = new URLSearchParams({
    client_id: clientId,
    request_uri: 'https://clinic.example/requests/1',
    ...crafted.link,
  })
  const request = await world.open(`openid4vp://?${link}`, { fetch, ...crafted.options })
  return { request, posted }
}

async function sign(payload: string, signer: Signer, typ: string | null): Promise<string> {
  if (typ !== null) return await signJws(encodeUtf8(payload), { signer, typ })
  const header = JSON.stringify({ alg: signer.algorithm, kid: signer.keyId })
  const input = [header, payload].map((part) => encodeBase64url(encodeUtf8(part))).join('.')
  return `${input}.${encodeBase64url(await signer.sign(encodeUtf8(input)))}`
}
