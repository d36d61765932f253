import { BaseError, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@fidecura/base'
import type { Did } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { type JcsProof, parseJcsProof, verifyJcsProof } from '../jcs-proof.ts'
import { createKeyCache, type KeyCache } from '../verification-key.ts'
import type { DidLogVersion } from './chain-did-log.ts'
import { type DidLogLimits, defaultMaxBytes, maxJsonDepth } from './did-log-entry.ts'

/** Whether any entry asks for witnesses, so that their file is needed. */
export function needsWitnesses(versions: readonly DidLogVersion[]): boolean {
  return versions.some(({ witness }) => witness !== undefined)
}

// Of one witness. Its latest counts; what lies beyond these is noise that somebody made.
const maxTries = 4
const maxProofs = 2000

/**
 * Verifies that every entry was vouched for as the log asks. Who vouches for an entry vouches for all
 * before it; proofs of versions that are not in the log count for nothing.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#verifying-witness-proofs-during-resolution | did:webvh 1.0 §3.7.8.8}
 *
 * @param file - `did-witness.json`.
 * @throws {@link IdentityError} `did_log_witnesses_missing`, with the entry as place;
 *   `did_log_malformed`, `did_log_too_large`.
 */
export async function assertWitnessed(
  versions: readonly DidLogVersion[],
  file: Uint8Array | undefined,
  limits: DidLogLimits = {},
): Promise<void> {
  if (!needsWitnesses(versions)) return
  const proofs = file === undefined ? [] : parseFile(file, versions, limits)
  const reach = createReach(proofs)
  for (const { number, witness } of versions) {
    if (witness === undefined) continue
    let missing = witness.threshold
    for (const did of witness.witnesses) {
      // Whoever else may vouch costs work, and changes nothing.
      if (missing === 0) break
      if ((await reach(did)) >= number) missing--
    }
    if (missing === 0) continue
    throw new IdentityError('did_log_witnesses_missing', 'Too few witnesses vouch for an entry', {
      place: `/${number}`,
    })
  }
}

interface WitnessProof {
  readonly version: DidLogVersion
  readonly json: JsonValue
}

/** The number of the last version that a witness vouches for, or 0. */
function createReach(proofs: readonly WitnessProof[]): (did: Did) => Promise<number> {
  const byWitness = groupByWitness(proofs)
  const known = new Map<Did, number>()
  const keys = createKeyCache()
  const find = async (did: Did): Promise<number> => {
    const own = byWitness.get(did)?.slice(0, maxTries) ?? []
    for (const { version, json } of own) if (await holds(version, json, keys)) return version.number
    return 0
  }
  return async (did) => {
    const reached = known.get(did) ?? (await find(did))
    known.set(did, reached)
    return reached
  }
}

/** Once for all: a file may hold thousands of proofs, and a log name thousands of witnesses. */
function groupByWitness(proofs: readonly WitnessProof[]): ReadonlyMap<string, WitnessProof[]> {
  const groups = new Map<string, WitnessProof[]>()
  for (const proof of proofs.toSorted((a, b) => b.version.number - a.version.number)) {
    const method = isJsonObject(proof.json) ? proof.json['verificationMethod'] : undefined
    if (typeof method !== 'string' || !method.includes('#')) continue
    const did = method.slice(0, method.indexOf('#'))
    const group = groups.get(did)
    if (group === undefined) groups.set(did, [proof])
    else group.push(proof)
  }
  return groups
}

/** The document that a witness signs is the version id alone, which the log's hashes hang on. */
async function holds(version: DidLogVersion, json: JsonValue, keys: KeyCache): Promise<boolean> {
  let proof: JcsProof
  try {
    proof = parseJcsProof(json, '')
  } catch (error) {
    // §3.7.8.8: proofs that fail may be ignored if there are others enough.
    if (IdentityError.is(error)) return false
    throw error
  }
  return verifyJcsProof({ versionId: version.versionId }, proof, keys)
}

function parseFile(
  file: Uint8Array,
  versions: readonly DidLogVersion[],
  { maxBytes = defaultMaxBytes }: DidLogLimits,
): readonly WitnessProof[] {
  if (file.length > maxBytes) throw tooLarge()
  const json = parse(file, maxBytes)
  if (!Array.isArray(json)) throw malformed('')
  const byId = new Map(versions.map((version) => [version.versionId, version]))
  const proofs = json.flatMap((member: JsonValue, i): readonly WitnessProof[] => {
    const { versionId, proof = [] } = objectAt(member, `/${i}`)
    if (typeof versionId !== 'string') throw malformed(`/${i}/versionId`)
    if (!Array.isArray(proof)) throw malformed(`/${i}/proof`)
    const version = byId.get(versionId)
    return version === undefined ? [] : proof.map((one) => ({ version, json: one as JsonValue }))
  })
  if (proofs.length > maxProofs) throw tooLarge()
  return proofs
}

function parse(file: Uint8Array, maxBytes: number): JsonValue {
  try {
    return parseJson(file, { maxBytes, maxDepth: maxJsonDepth })
  } catch (error) {
    const options = BaseError.is(error) ? { cause: error } : {}
    throw new IdentityError('did_log_malformed', 'Not a file of witness proofs', options)
  }
}

function objectAt(value: JsonValue, place: string): JsonObject {
  if (isJsonObject(value)) return value
  throw malformed(place)
}

function tooLarge(): IdentityError {
  return new IdentityError('did_log_too_large', 'More bytes or proofs than the limit')
}

function malformed(place: string): IdentityError {
  return new IdentityError('did_log_malformed', 'Not a file of witness proofs', { place })
}
