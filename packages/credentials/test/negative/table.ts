import {
  dataIntegrityFormat,
  type SigningFormat,
  sdJwtFormat,
  vcdm1Format,
  vcJwtFormat,
} from './formats.ts'
import { keyBinding, type Presenter, vpJwt, vpJwt11, vpProof } from './presenters.ts'
import { chainRows } from './rows-chain.ts'
import { claimRows, holderRows, licenceClaimRows } from './rows-holder-and-claims.ts'
import { issuerRows, keyRows } from './rows-issuer-and-key.ts'
import { goodJwt, jwtRows, typedJwtRows } from './rows-jwt.ts'
import { goodBinding, keyBindingRows } from './rows-key-binding.ts'
import { licenceKeyRow, licenceRows } from './rows-licence.ts'
import { callRows, periodRows, typeRows } from './rows-period-and-call.ts'
import { goodProof, proofRows } from './rows-proof.ts'
import { goodDisclosure, sdJwtRows } from './rows-sd-jwt.ts'
import { statusRows } from './rows-status.ts'
import { goodDocument, vcdm1Rows, vcdmRows, vcJwtRows } from './rows-vcdm.ts'
import { vp11Rows, vpJwtRows, vpProofRows } from './rows-vp.ts'
import type { Row } from './scene.ts'

/** One line of the table in docs/conformance.md. */
export interface FormatUnderTest {
  readonly name: string
  readonly format: SigningFormat
  readonly presenter: Presenter | undefined
  readonly rows: readonly Row[]
  /** What the rows forge as long as nothing is wrong with it. */
  readonly good: readonly Row[3][]
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

export const alone = (
  name: string,
  format: SigningFormat,
  rows: readonly Row[],
  good: readonly Row[3][],
  checkOf = (check: string) => check,
): FormatUnderTest => ({
  name,
  format,
  presenter: undefined,
  rows: [...common, licenceKeyRow, ...rows],
  good,
  checkOf,
})

export const presented = (
  name: string,
  format: SigningFormat,
  presenter: Presenter,
  rows: readonly Row[],
  good: readonly Row[3][] = [],
): FormatUnderTest => ({
  name,
  format,
  presenter,
  rows: [...common, ...rows],
  good,
  checkOf: presenter.checkOf,
})

export const proof: readonly Row[] = [...vcdmRows, ...proofRows]
const jwtAlone = [...jwtRows, ...typedJwtRows]

export const formatsUnderTest: readonly FormatUnderTest[] = [
  alone('vc+jwt', vcJwtFormat, [...jwtAlone, ...vcdmRows, ...vcJwtRows], [goodJwt, goodDocument]),
  alone(
    'dc+sd-jwt',
    sdJwtFormat,
    [...jwtAlone, ...sdJwtRows],
    [goodJwt, goodDisclosure],
    (check) => (check === 'holder' ? 'claims' : check),
  ),
  alone('data-integrity, eddsa-jcs-2022', dataIntegrityFormat('EdDSA'), proof, [
    goodDocument,
    goodProof,
  ]),
  alone('data-integrity, ecdsa-jcs-2019', dataIntegrityFormat('ES256'), proof, [
    goodDocument,
    goodProof,
  ]),
  alone('vcdm-1-jwt', vcdm1Format, [...jwtRows, ...vcdm1Rows], [goodJwt, goodDocument]),
  presented('dc+sd-jwt with key binding', sdJwtFormat, keyBinding, keyBindingRows, [goodBinding]),
  presented('vp+jwt', vcJwtFormat, vpJwt, vpJwtRows),
  presented('a Data Integrity presentation', dataIntegrityFormat('ES256'), vpProof, vpProofRows),
  presented('a presentation of VCDM 1.1', vcdm1Format, vpJwt11, vp11Rows),
]
