/**
 * What the interop test uses of @openid4vc/openid4vp 0.4.6, whose own declarations do not compile with
 * `exactOptionalPropertyTypes`. tsconfig.test.json points here.
 */

type Members = Readonly<Record<string, unknown>>

export declare class Openid4vpClient {
  constructor(options: { readonly callbacks: Members })
  parseOpenid4vpAuthorizationRequest(options: { readonly authorizationRequest: string }): {
    readonly params: Members
  }
  resolveOpenId4vpAuthorizationRequest(options: {
    readonly authorizationRequestPayload: Members
    readonly wallet: Members
  }): Promise<{
    readonly authorizationRequestPayload: Members
    readonly transactionData?: readonly { readonly encoded: string }[]
    readonly client: { readonly prefix: string }
    readonly dcql?: { readonly query: unknown }
  }>
  createOpenid4vpAuthorizationResponse(options: Members): Promise<{
    readonly authorizationResponsePayload: Members
    readonly jarm?: Members
  }>
  submitOpenid4vpAuthorizationResponse(
    options: Members,
  ): Promise<{ readonly response: { readonly status: number } }>
}

export declare class Openid4vpVerifier {
  constructor(options: { readonly callbacks: Members })
  createOpenId4vpAuthorizationRequest(options: Members): Promise<{
    readonly authorizationRequest: string
    readonly jar?: { readonly authorizationRequestJwt: string }
  }>
  parseOpenid4vpAuthorizationResponse(options: Members): Promise<{
    readonly dcql?: { readonly presentations: Readonly<Record<string, readonly string[]>> }
  }>
}
