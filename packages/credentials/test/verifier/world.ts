import { type EpochSeconds, epochSeconds, type JsonObject, type JsonValue } from '@fidecura/base'
import {
  createDidDocument,
  createResolver,
  type Did,
  generateSigner,
  IdentityError,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
  signJws,
  thumbprintOf,
} from '@fidecura/identity'
import {
  type CredentialContents,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  type JoseFormat,
  presentCredential,
  type StatusChange,
  type StatusEntry,
  type StatusSource,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.ts'

export const { practitionerLicence, practitionerRole, issuingAccreditation, patientIdentity } =
  credentialTypes
export const badge = 'urn:example:credential:badge:1'

export const hour = 3600
export const noon = epochSeconds(1_800_000_000)
export const after = (seconds: number, from: EpochSeconds = noon): EpochSeconds =>
  epochSeconds(from + seconds)

export const audience = 'https://platform.example'
export const nonce = 'nonce-of-one-request'

export const cardiology = { system: 'http://snomed.info/sct', code: '394579002' }
export const neurology = { system: 'http://snomed.info/sct', code: '394591006' }
export const tokenOf = ({ system, code }: typeof cardiology) => `${system}|${code}`

/** Somebody with a key, a status list and, for did:web, a document. */
export interface Party {
  readonly did: Did
  readonly signer: Signer
  readonly keys: readonly string[]
  readonly list: string
}

/** Organisations, people and the network between them, all in memory; the clock can be set. */
export interface World {
  now: EpochSeconds
  /** DID documents as served; what is not there is not found. */
  readonly documents: Map<Did, JsonObject>
  /** By list URL: who signs it, and its past. */
  readonly lists: Map<string, { signer: Signer; changes: StatusChange[] }>
  /** How often each list was asked for. */
  readonly asked: Map<string, number>
  readonly resolve: ResolveDid
  readonly status: StatusSource
}

export function createWorld(): World {
  const world: World = {
    now: noon,
    documents: new Map(),
    lists: new Map(),
    asked: new Map(),
    resolve: createResolver({
      methods: { key: resolveDidKey, jwk: resolveDidJwk, web: (did, options) => web(did, options) },
      cache: { maxAgeSeconds: 1 },
    }),
    status: {
      list: async (url) => ({ token: await listOf(url), fetchedAt: world.now }),
      history: async (url) => ({ token: await historyOf(url), fetchedAt: world.now }),
    },
  }
  const web: ResolveDid = async (did, { now }) => {
    const document = world.documents.get(did)
    if (document === undefined) throw new IdentityError('did_not_found', 'Not served')
    const parsed = parseDidDocument(document, did)
    return { did, document: parsed, resolvedAt: now, history: 'unknown' }
  }
  const published = (url: string) => {
    const list = world.lists.get(url)
    if (list === undefined) throw new Error('No such list in this test')
    return list
  }
  const listOf = (url: string): Promise<string> => {
    const { signer, changes } = published(url)
    world.asked.set(url, (world.asked.get(url) ?? 0) + 1)
    const validUntil = after(24 * hour, world.now)
    const common = { format: 'token', url, size: 131_072, issuedAt: world.now, validUntil } as const
    return issueStatusList({ ...common, entries: changes }, { signer })
  }
  const historyOf = (url: string): Promise<string> => {
    const { signer, changes } = published(url)
    return issueStatusHistory({ url, changes, issuedAt: world.now }, { signer })
  }
  return world
}

let parties = 0

/** @param host - For a did:web; otherwise the DID is made of the key. */
export async function join(
  world: World,
  options: { host?: string; method?: 'key' | 'jwk'; algorithm?: 'ES256' | 'EdDSA' } = {},
): Promise<Party> {
  const { host, method = 'key', algorithm = 'ES256' } = options
  const did = host === undefined ? undefined : parseDid(`did:web:${host}`)
  const signer = await generateSigner(
    did === undefined ? { method, algorithm } : { did, fragment: 'key-1', algorithm },
  )
  if (did !== undefined) serve(world, did, [signer])
  const list = `https://party-${++parties}.example/status/1`
  world.lists.set(list, { signer, changes: [] })
  return { did: signer.did, signer, keys: [await thumbprintOf(signer.publicKey)], list }
}

export function serve(world: World, did: Did, signers: readonly Signer[]): void {
  const keys = signers.map(({ keyId, publicKey }) => ({
    fragment: keyId.slice(keyId.indexOf('#') + 1),
    jwk: publicKey,
  }))
  world.documents.set(did, createDidDocument({ did, keys }))
}

/** Writes a change into the history of a list, at the world's present unless told. */
export function setStatus(
  world: World,
  list: string,
  change: Pick<StatusChange, 'index' | 'value'> & Partial<StatusChange>,
): void {
  world.lists.get(list)?.changes.push({ at: world.now, ...change })
}

export const entryIn = ({ list }: Party, index: number): StatusEntry => ({
  kind: 'token',
  list,
  index,
})

export type Contents = Partial<CredentialContents>

const period = { validFrom: after(-hour), validUntil: after(100 * hour), issuedAt: after(-hour) }

/** Any issuer's credential, of a type that is not ours. */
export function issueBadge(issuer: Party, contents: Contents = {}): Promise<string> {
  return issue(issuer, 'vc+jwt', {
    type: badge,
    id: 'urn:example:badge:7',
    subject: 'did:example:somebody',
    claims: { grade: 'attending' },
    ...contents,
  })
}

export function accredit(
  issuer: Party,
  subject: Party,
  claims: JsonObject,
  contents: Contents = {},
): Promise<string> {
  const keys = subject.did.startsWith('did:web') ? { keys: subject.keys } : {}
  return issue(issuer, 'vc+jwt', {
    type: issuingAccreditation,
    subject: subject.did,
    claims: { name: 'Example organisation', types: [badge], depth: 0, ...keys, ...claims },
    status: entryIn(issuer, 900),
    ...contents,
  })
}

export const licenceId = 'urn:example:licence:1'

export function license(issuer: Party, doctor: Party, contents: Contents = {}): Promise<string> {
  return issue(issuer, 'dc+sd-jwt', {
    type: practitionerLicence,
    id: licenceId,
    subject: doctor.did,
    holderKey: doctor.signer.publicKey,
    claims: {
      name: 'Wen Example',
      regulator: 'Example Health Authority',
      registration: { system: 'https://authority.example/register', value: 'REG-1' },
      profession: { system: 'https://authority.example/professions', code: 'physician' },
      specialties: [cardiology],
      jurisdiction: 'CN',
      standing: 'active',
    },
    status: entryIn(issuer, 1),
    ...contents,
  })
}

export function roleClaims(organisation: Party, department: Party, licensor: Party): JsonObject {
  return {
    name: 'Wen Example',
    organisation: { did: organisation.did, name: 'Example Hospital' },
    department: { did: department.did, name: 'Cardiology' },
    profession: { system: 'https://authority.example/professions', code: 'physician' },
    specialties: [cardiology],
    purposes: ['TREAT'],
    licence: { issuer: licensor.did, id: licenceId },
  }
}

export function employ(
  issuer: Party,
  doctor: Party,
  claims: JsonObject,
  contents: Contents = {},
): Promise<string> {
  return issue(issuer, 'dc+sd-jwt', {
    type: practitionerRole,
    id: 'urn:example:role:1',
    subject: doctor.did,
    holderKey: doctor.signer.publicKey,
    claims,
    status: entryIn(issuer, 2),
    ...contents,
  })
}

function issue(
  issuer: Party,
  format: JoseFormat,
  contents: Contents & Pick<CredentialContents, 'type' | 'subject' | 'claims'>,
): Promise<string> {
  return issueCredential({ ...period, ...contents }, { signer: issuer.signer, format })
}

/** Signs whatever payload a test wants: what no honest issuer would. */
export function forge(
  signer: Signer,
  payload: JsonObject,
  { typ = 'vc+jwt' }: { typ?: string } = {},
): Promise<string> {
  return signJws(payload, { signer, typ })
}

/** The payload of a token, to be changed and signed anew. */
export function payloadOf(token: string): Record<string, JsonValue> {
  const [, payload = ''] = token.split('~')[0]?.split('.') ?? []
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

export function present(
  holder: Party,
  token: string,
  options: { audience?: string; nonce?: string; issuedAt?: EpochSeconds } = {},
): Promise<string> {
  return presentCredential(token, {
    disclose: 'all',
    signer: holder.signer,
    audience,
    nonce,
    issuedAt: noon,
    ...options,
  })
}

export function verifierOf(
  world: World,
  options: Pick<VerifierOptions, 'roots'> & Partial<VerifierOptions>,
): Verifier {
  return createVerifier({
    resolve: world.resolve,
    status: world.status,
    clock: () => world.now,
    ...options,
  })
}
