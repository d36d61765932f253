import type { JsonObject } from '@fidecura/base'
import {
  credentialTypes,
  decodeCredential,
  parseGuardianshipClaims,
  parsePatientIdentityClaims,
  parseProxyMandateClaims,
} from '@fidecura/credentials'
import { type Did, parseDid } from '@fidecura/identity'
import type { Environment } from '../environment.ts'
import { readJsonFile } from '../located.ts'
import { UsageError } from '../usage-error.ts'

const version = 'urn:fidecura:wallet:1'

/** What a mandate or a guardianship may allow. */
export type Power = 'consent' | 'withdraw'

/** What was issued to somebody's key. */
export interface Wallet {
  readonly credentials: readonly string[]
  /** Accreditations that lead from a root to the issuers. */
  readonly chain: readonly string[]
}

/** A credential of a wallet, as it says of itself. What it says is for the service to verify. */
export interface HeldCredential {
  readonly token: string
  readonly types: readonly string[]
  /** Of a patient's identity, a guardianship or a mandate: whose record it is about. */
  readonly record?: { readonly system: string; readonly value: string } | undefined
  readonly byCourt?: boolean
  /** Of a guardianship or a mandate. */
  readonly powers?: readonly string[]
  /** Of a patient's identity: the DID that it binds. */
  readonly patient?: Did | undefined
}

export function walletJson({ credentials, chain }: Wallet): JsonObject {
  return { version, credentials: [...credentials], chain: [...chain] }
}

/** Reads what `fidecura at claim` wrote; of several files everything. */
export async function readWallets(
  paths: readonly string[],
  environment: Environment,
): Promise<Wallet> {
  const wallets: Wallet[] = []
  for (const path of paths) wallets.push(walletIn(await readJsonFile(path, environment), path))
  return {
    credentials: [...new Set(wallets.flatMap(({ credentials }) => credentials))],
    chain: [...new Set(wallets.flatMap(({ chain }) => chain))],
  }
}

function walletIn(json: JsonObject, path: string): Wallet {
  const { credentials, chain } = json
  if (json['version'] === version && areTexts(credentials) && areTexts(chain)) {
    return { credentials, chain }
  }
  throw new UsageError('file_unexpected', 'Not what at claim writes', { place: path })
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

export function readHeld({ credentials }: Wallet): Promise<readonly HeldCredential[]> {
  return Promise.all(credentials.map(heldOf))
}

async function heldOf(token: string): Promise<HeldCredential> {
  const { types, claims, subject } = (await decodeCredential(token)).credential
  if (types.includes(credentialTypes.patientIdentity)) {
    const { record } = parsePatientIdentityClaims(claims)
    return { token, types, record, patient: parseDid(subject) }
  }
  if (types.includes(credentialTypes.guardianship)) {
    const { ward, basis, powers } = parseGuardianshipClaims(claims)
    return { token, types, record: ward, byCourt: basis === 'court', powers }
  }
  if (types.includes(credentialTypes.proxyMandate)) {
    const { patient: record, powers } = parseProxyMandateClaims(claims)
    return { token, types, record, powers }
  }
  return { token, types }
}

/**
 * What a hospital is shown at sign-in: of the identities of others only those whose mandate lies beside them, since a
 * guardianship names its ward itself. All of it is there for what is signed.
 */
export async function shownAtSignIn({ credentials, chain }: Wallet, did: Did): Promise<Wallet> {
  const held = await readHeld({ credentials, chain })
  const mandates = held.filter(({ types }) => types.includes(credentialTypes.proxyMandate))
  const isShown = ({ patient, record }: HeldCredential): boolean =>
    patient === undefined ||
    patient === did ||
    mandates.some(({ record: about }) => isSameRecord(about, record))
  return { credentials: held.filter(isShown).map(({ token }) => token), chain }
}

function isSameRecord(one: HeldCredential['record'], other: HeldCredential['record']): boolean {
  return one !== undefined && one.system === other?.system && one.value === other.value
}

/**
 * The one of a type. Of two that would do nobody has said which is meant: a role of another department, one that has ended.
 *
 * @param power - What is to be done with it. Somebody may have two mandates of one patient: the one that allows it.
 * @throws {@link UsageError} `usage`: there is none, or more than one.
 */
export function tokenOf(held: readonly HeldCredential[], type: string, power?: Power): string {
  const ofType = held.filter(({ types }) => types.includes(type))
  const able = ofType.filter(({ powers }) => power !== undefined && powers?.includes(power))
  const [found, ...others] = able.length > 0 ? able : ofType
  if (found !== undefined && others.length === 0) return found.token
  const message =
    found === undefined
      ? 'The wallet has no credential of this type'
      : 'Several credentials of this type: name only the file of the one that is meant'
  throw new UsageError('usage', message, { place: '--wallet', takes: [type] })
}
