/** The packages as whoever runs the checks has loaded them. */
export interface Ours {
  readonly base: object
  readonly identity: object
  /** `@fidecura/identity/passkey` */
  readonly passkey: object
  readonly credentials: object
  readonly consent: object
  /** `@fidecura/consent/register` */
  readonly register: object
  /** `@fidecura/openid/verifier` */
  readonly openidVerifier: object
  /** `@fidecura/openid/wallet` */
  readonly openidWallet: object
}

export interface PortableResult {
  /** Which of the two halves of `@fidecura/identity` was loaded. */
  readonly half: 'node' | 'web'
  readonly groups: readonly {
    readonly name: string
    readonly checks: readonly { readonly name: string; readonly failure?: string }[]
  }[]
  /** By the name of the case: what became of each edge-case signature. */
  readonly verdicts: Readonly<Record<string, string>>
}

export declare function runPortable(ours: Ours): Promise<PortableResult>
