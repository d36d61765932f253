import type { BaseErrorCode } from '@fidecura/base'
import type { BridgeErrorCode } from '@fidecura/bridge'
import type { ChainErrorCode } from '@fidecura/chain'
import type { ConsentErrorCode } from '@fidecura/consent'
import type { CredentialErrorCode } from '@fidecura/credentials'
import type { EvidenceErrorCode } from '@fidecura/evidence'
import type { IdentityErrorCode } from '@fidecura/identity'
import type { OpenIdErrorCode } from '@fidecura/openid'
import type { Pkcs11ErrorCode } from '@fidecura/pkcs11'
import type { ServerErrorCode } from '@fidecura/server'
import type { ClientErrorCode } from '@fidecura/server/client'
import type { StoreErrorCode } from '@fidecura/store'
import type { UsageErrorCode } from '../usage-error.ts'

/** What each code means, in one language. A code that is added below does not compile without. */
export type ErrorTexts = FoundationTexts &
  CredentialTexts &
  ConsentTexts &
  EvidenceTexts &
  OpenIdTexts &
  CustodyTexts &
  BridgeTexts &
  ServerTexts

export type FoundationTexts = Readonly<Record<FoundationCode, string>>

type FoundationCode = BaseErrorCode | IdentityErrorCode | StoreErrorCode | UsageErrorCode

/** Errors of the packages above also carry codes of those below. */
export type CredentialTexts = Readonly<Record<Exclude<CredentialErrorCode, FoundationCode>, string>>

export type ConsentTexts = Readonly<
  Record<Exclude<ConsentErrorCode, FoundationCode | CredentialErrorCode>, string>
>

export type EvidenceTexts = Readonly<
  Record<Exclude<EvidenceErrorCode | ChainErrorCode, FoundationCode>, string>
>

export type OpenIdTexts = Readonly<Record<OpenIdErrorCode, string>>

export type CustodyTexts = Readonly<Record<Exclude<Pkcs11ErrorCode, FoundationCode>, string>>
export type BridgeTexts = Readonly<Record<BridgeErrorCode, string>>

export type ServerTexts = Readonly<
  Record<ServerErrorCode | Exclude<ClientErrorCode, FoundationCode>, string>
>
