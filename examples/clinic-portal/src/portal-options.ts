import type { allowLoopbackHttp, Clock } from '@fidecura/base'
import type { AccreditationEvidence } from '@fidecura/consent/request'
import type { TrustedRoot } from '@fidecura/credentials'
import type { Did, PublicJwk, Signer } from '@fidecura/identity'

/** Who the clinic is, where it is, and which hospital's people it knows. */
export interface PortalOptions {
  /** As its pages and wallets name it. */
  readonly name: string
  /** `https://portal.clinic.example`, nothing behind it. */
  readonly origin: string
  readonly listen: {
    readonly host: string
    readonly port: number
    /** Whether a web server in front says in `X-Forwarded-For` who calls. */
    readonly behindProxy?: boolean
  }
  /** What a platform needs to know of a sign-in bridge: any OpenID library does the rest. */
  readonly signIn: {
    readonly issuer: string
    readonly clientId: string
    /** Without one it is a public client, and goes by PKCE alone. */
    readonly clientSecret?: string
  }
  readonly hospital: Hospital
  /** Of `did:web:<host of the origin>`: asks wallets, and signs requests of consent. */
  readonly signer: Signer
  /** That the clinic is who it says, by somebody whom the hospital's patients trust. */
  readonly accreditation: AccreditationEvidence
  /**
   * Who may have the clinic ask at the door: the numbers that it knows them by, as their own pages show them once they are
   * signed in. Absent: nobody, or where all of this runs on one machine, whoever is there.
   */
  readonly staff?: readonly string[]
  readonly clock?: Clock
  /** Takes a line for each request that was refused or failed: a path and a code, and nothing of anybody. */
  readonly log?: (line: string) => void
  /** For development: which origins may be plain http, all of `127.0.0.1`. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** Whom the clinic trusts to say who is a patient or a doctor, by a key that it has pinned. */
export interface Hospital {
  readonly did: Did
  readonly name: string
  /** Where its trust bundle lies: documents, status lists and accreditations, signed by one key. */
  readonly bundleUrl: string
  readonly bundleSigner: PublicJwk
  readonly roots: readonly TrustedRoot[]
  /** What opens a wallet: a scheme, or the address of the hospital's app. Default: `openid4vp://`. */
  readonly walletUrl?: string
}
