import {
  dataIntegrityFormat,
  type SigningFormat,
  sdJwtFormat,
  vcdm1Format,
  vcJwtFormat,
} from './formats.ts'
import { keyBinding, type Presenter, vpJwt, vpProof } from './presenters.ts'
import { chainRows } from './rows-chain.ts'
import { claimRows, holderRows, licenceClaimRows } from './rows-holder-and-claims.ts'
import { issuerRows, keyRows } from './rows-issuer-and-key.ts'
import { jwtRows, typedJwtRows } from './rows-jwt.ts'
import { licenceKeyRow, licenceRows } from './rows-licence.ts'
import { callRows, periodRows, typeRows } from './rows-period-and-call.ts'
import { statusRows } from './rows-status.ts'
import type { Row } from './scene.ts'

/** One line of the table in docs/conformance.md. */
export interface FormatUnderTest {
  readonly name: string
  readonly format: SigningFormat
  readonly presenter: Presenter | undefined
  readonly rows: readonly Row[]
  /** Which check refuses what is said to be refused by this one. */
  readonly checkOf: (check: string) => string
}

/** Of every format, alone and in a presentation. */
const common: readonly Row[] = [
  ...periodRows,
  ...callRows,
  ...typeRows,
  ...issuerRows,
  ...keyRows,
  ...chainRows,
  ...statusRows,
  ...holderRows,
  ...claimRows,
  ...licenceRows,
  ...licenceClaimRows,
]

const alone = (
  name: string,
  format: SigningFormat,
  rows: readonly Row[],
  checkOf = (check: string) => check,
): FormatUnderTest => ({
  name,
  format,
  presenter: undefined,
  rows: [...common, licenceKeyRow, ...rows],
  checkOf,
})

const presented = (
  name: string,
  format: SigningFormat,
  presenter: Presenter,
  rows: readonly Row[],
): FormatUnderTest => ({
  name,
  format,
  presenter,
  rows: [...common, ...rows],
  checkOf: presenter.checkOf,
})

export const formatsUnderTest: readonly FormatUnderTest[] = [
  alone('vc+jwt', vcJwtFormat, [...jwtRows, ...typedJwtRows]),
  alone('dc+sd-jwt', sdJwtFormat, [...jwtRows, ...typedJwtRows], (check) =>
    check === 'holder' ? 'claims' : check,
  ),
  alone('data-integrity, eddsa-jcs-2022', dataIntegrityFormat('EdDSA'), []),
  alone('data-integrity, ecdsa-jcs-2019', dataIntegrityFormat('ES256'), []),
  alone('vcdm-1-jwt', vcdm1Format, jwtRows),
  presented('dc+sd-jwt with key binding', sdJwtFormat, keyBinding, []),
  presented('vp+jwt', vcJwtFormat, vpJwt, []),
  presented('a Data Integrity presentation', dataIntegrityFormat('ES256'), vpProof, []),
]
