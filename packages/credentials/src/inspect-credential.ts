import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import { assertionOf } from './assertion.ts'
import { type AuthorityPath, findAuthority, maxAccreditations } from './authority.ts'
import type { Credential, UnverifiedCredential } from './credential.ts'
import { checkStatus } from './credential-status.ts'
import { decodeEither } from './decode-credential.ts'
import { CredentialError } from './errors.ts'
import { assertHealthClaims } from './health-claims.ts'
import { type Hop, readLink } from './hop.ts'
import { assertPinned, assertSignedBy, issuerKeysOf, keyIdsOf } from './issuer-key.ts'
import { isRole, proveLicence } from './licence.ts'
import { placed } from './placed.ts'
import {
  type AuthorityContext,
  earlier,
  listSignersOf,
  type Proven,
  pinsOf,
  proveWay,
  withAuthority,
} from './prove-authority.ts'
import { CheckSheet, type CredentialCheck, credentialChecks } from './report.ts'
import { assertHasStatus, assertInForce, assertNotBearer, assertTypes } from './validity.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/** What came out of checking one credential. */
export interface Inspection {
  readonly sheet: CheckSheet<CredentialCheck>
  readonly credential: Credential | undefined
  /** The way that was proven. */
  readonly way: AuthorityPath<Hop> | undefined
  /** Accreditations on it that are revoked, and that what stands below them has outlived. */
  readonly outlived?: readonly Hop[]
  readonly licence: Inspection | undefined
  /** The identity of the patient who gave the mandate, where one was shown. */
  readonly giver?: Inspection
  readonly statusAsOf: EpochSeconds | undefined
}

/**
 * Makes every check that can be made; never throws for what is in the token or the bag.
 *
 * @param licence - The licence that a role names, compact.
 */
export async function inspectCredential(
  token: string,
  state: VerifierState,
  inquiry: Inquiry,
  licence?: string,
): Promise<Inspection> {
  try {
    const decoding = decodeEither(token, state)
    const decoded = 'then' in decoding ? await decoding : decoding
    const whole = licence === undefined ? inquiry : await withLicence(licence, state, inquiry)
    return await inspectDecoded(decoded, token, state, whole)
  } catch (error) {
    const sheet = new CheckSheet(credentialChecks)
    sheet.refuse('format', error)
    return {
      sheet,
      credential: undefined,
      way: undefined,
      licence: undefined,
      statusAsOf: undefined,
    }
  }
}

async function withLicence(
  licence: string,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<Inquiry> {
  try {
    const decoded = await decodeEither(licence, state)
    // What types the caller expects is said of the role.
    const alone = { ...inquiry, types: undefined }
    const inspect = (): Promise<Inspection> => inspectDecoded(decoded, licence, state, alone)
    return { ...inquiry, licences: [{ credential: decoded.credential, inspect }] }
  } catch (error) {
    throw placed(error, '/licence')
  }
}

/** As {@link inspectCredential}, for a token that was read already. */
export async function inspectDecoded(
  decoded: UnverifiedCredential,
  token: string,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<Inspection> {
  const { credential, proofs } = decoded
  const { at, now, types, past } = inquiry
  const sheet = new CheckSheet(credentialChecks)
  sheet.pass('format')
  sheet.attempt('type', assertTypes, credential, types, undefined)
  sheet.attempt('period', assertInForce, credential, at, now)
  const found: Mutable<Inspection> = {
    sheet,
    credential,
    way: undefined,
    licence: undefined,
    statusAsOf: undefined,
  }
  // What an issuer must have been granted can be read only off claims of the right shape.
  if (!sheet.attempt('claims', assertHealthClaims, credential, undefined, undefined)) return found
  sheet.attempt('holder', assertNotBearer, credential, undefined, undefined)
  if (inquiry.isLocal === true) return found
  // Here and below, what is not asked about is not awaited: this is the path of every request.
  const alone = inquiry.chain.length === 0 && state.completeBag === undefined
  const empty: AuthorityContext = { bag: none, state, inquiry, refusals: new Map() }
  const context = alone ? empty : await readBagInto(sheet, credential, empty)
  if (context === undefined) return found
  const signer = await proveSigner(sheet, token, decoded, context)
  if (signer === undefined) return found
  found.way = signer.way
  const asked = signer.inquiry
  if (asked.fall !== undefined) found.outlived = asked.fall.hops
  // Nothing that an unproven credential names is fetched.
  try {
    const verifying = assertSignedBy(signer.keys, proofs, state)
    if (verifying !== undefined) await verifying
    sheet.pass('signature')
  } catch (error) {
    sheet.refuse('signature', error)
    return found
  }
  try {
    assertHasStatus(credential)
    found.statusAsOf = signer.statusAsOf
    if (past !== undefined) {
      const signed = { token, issuer: credential.issuer, proofs, keys: signer.keys }
      await past.judge.assertKeysOfThen(signed, state, inquiry)
    }
    // Its issuer dates the credential itself; what the holder did with it, only the holder.
    if (past !== undefined && past.act !== token) {
      await past.judge.assertSignedBeforeEnd(past.act, credential, inquiry)
    }
    if (credential.status.length > 0) {
      const below = asked === inquiry ? context : { ...context, inquiry: asked }
      const accredited = listSignersOf(credential.issuer, pinsOf(signer.way, state), below)
      const signers = withAuthority(accredited, inquiry.statusAuthority)
      const signed = past?.act ?? token
      const statusAsOf = await checkStatus(credential, signed, signers, state, asked)
      found.statusAsOf = earlier(signer.statusAsOf, statusAsOf)
    }
    sheet.pass('status')
  } catch (error) {
    sheet.refuse('status', error)
  }
  try {
    if (isRole(credential)) {
      found.licence = await proveLicence(credential, inquiry.licences)
      found.statusAsOf = earlier(found.statusAsOf, found.licence.statusAsOf)
    }
    sheet.pass('licence')
  } catch (error) {
    sheet.refuse('licence', error)
  }
  return found
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

type Sheet = CheckSheet<CredentialCheck>

/** The accreditations of the bag, all of which must be some. */
async function readBagInto(
  sheet: Sheet,
  credential: Credential,
  empty: AuthorityContext,
): Promise<AuthorityContext | undefined> {
  const { state } = empty
  const { chain } = empty.inquiry
  try {
    if (chain.length > maxAccreditations) {
      throw new CredentialError('authority_too_large', 'More accreditations than the limit')
    }
    const bag: Hop[] = []
    for (const token of chain) bag.push(await readLink(token, bag.length, state))
    const context = { ...empty, bag }
    return { ...context, bag: (await state.completeBag?.(credential, context)) ?? bag }
  } catch (error) {
    sheet.refuse('authority', error)
    return undefined
  }
}

const none: readonly never[] = Object.freeze([])

interface ProvenSigner extends Proven {
  readonly way: AuthorityPath<Hop>
  readonly keys: readonly PublicJwk[]
}

/** Finds the issuer's key, and a way on which it may sign what it has signed. */
async function proveSigner(
  sheet: Sheet,
  token: string,
  { credential, proofs }: UnverifiedCredential,
  context: AuthorityContext,
): Promise<ProvenSigner | undefined> {
  const { bag, state, inquiry } = context
  const { issuer } = credential
  let refusal: CodedError | undefined
  let keys: readonly PublicJwk[] | undefined
  try {
    const assertion = assertionOf(credential)
    for (const way of findAuthority({ issuer, assertion, roots: state.roots, bag })) {
      try {
        const above =
          way.links.length === 0 ? undefined : await proveWay(way, { token, credential }, context)
        try {
          keys ??= await issuerKeysOf({ issuer, token }, keyIdsOf(proofs, issuer), state, inquiry)
        } catch (error) {
          sheet.refuse('issuer', error)
          return undefined
        }
        sheet.pass('issuer')
        const pins = pinsOf(way, state)
        if (pins !== undefined) await assertPinned(keys, pins, state)
        sheet.pass('authority')
        return {
          way,
          keys,
          statusAsOf: above?.statusAsOf,
          inquiry: above?.inquiry ?? inquiry,
        }
      } catch (error) {
        if (!CodedError.is(error)) throw error
        // Another way may do; if none does, one that may do later is worth to be told.
        if (refusal === undefined || error.outcome === 'unknown') refusal = error
      }
    }
  } catch (error) {
    if (!CodedError.is(error)) throw error
    refusal = error
  }
  sheet.refuse('authority', refusal)
  return undefined
}
