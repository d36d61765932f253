import type { TrustedRegister } from '@fidecura/consent'
import type { TrustedRoot } from '@fidecura/credentials'
import type { PublicJwk } from '@fidecura/identity'

/** `config.json` beside the files of an app: as trusted as its code. */
export interface AppConfiguration {
  readonly tenant: string
  readonly name: string
  /** For sign-in and presentations. */
  readonly audience: string
  /** Where the API is, such as `/riverside/api/v1`. */
  readonly api: string
  readonly roots: readonly TrustedRoot[]
  /** The key that signs the trust bundle: of a hosted DID a bundle could not be opened by that bundle itself. */
  readonly bundleSigner: PublicJwk
  /** Whose word on statements counts, by which keys. */
  readonly register: TrustedRegister
  /** Origins that the patients' app may ask beside its own; `https:` for all that have a certificate. Absent: none. */
  readonly walletOrigins?: readonly string[] | undefined
  /** Certificates of authorities whose word on who asks counts, each PEM or base64 DER. Absent: nobody asks by one. */
  readonly certificateRoots?: readonly string[] | undefined
}
