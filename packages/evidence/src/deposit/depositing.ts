import { encodeBase64url, epochSeconds } from '@fidecura/base'
import { type Did, isDid, randomBytes } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { hashLeaf } from '../merkle/hash.ts'
import { alreadyErased } from '../store-kit/store-conflicts.ts'
import { type ContentDigest, commitmentOf, saltBytes } from './commitment.ts'
import { signDepositEntry } from './deposit-entry.ts'
import type {
  Deposited,
  DepositOptions,
  Evidence,
  EvidenceOptions,
  UpdateOptions,
} from './evidence.ts'
import { type EvidenceId, newEvidenceId } from './evidence-id.ts'
import type { DepositRecord, KeptDeposit } from './evidence-store.ts'
import { logsByOrigin } from './log-of.ts'
import { contentDigestOf } from './verify-evidence.ts'

/** The version before, if there is one. */
interface Place {
  readonly id: EvidenceId
  readonly number: number
  readonly previous?: string
  /** Whom all versions are about: one id is told to one patient. */
  readonly subject?: Did | undefined
}

export function createDepositing(options: EvidenceOptions): Pick<Evidence, 'deposit' | 'update'> {
  const { signer, log, store, clock } = options
  const logOf = logsByOrigin(options)

  async function add(
    content: ContentDigest,
    call: UpdateOptions,
    placeOf: () => Promise<Place>,
    isSamePlace: (kept: KeptDeposit) => boolean,
  ): Promise<Deposited> {
    const { idempotencyKey, signal } = call
    const again = async (): Promise<KeptDeposit | undefined> => {
      const kept = await store.findKey(signer.did, idempotencyKey)
      if (kept === undefined) return undefined
      if (kept.content === undefined) throw alreadyErased()
      if (isSamePlace(kept) && isSame(kept, content, call)) return kept
      throw new EvidenceError('evidence_key_reused', 'Stands for another deposit')
    }
    const kept = await again()
    if (kept !== undefined) return given(kept, call)
    const { record, entry } = await newVersion(content, call, await placeOf())
    try {
      const { index } = await log.add(entry, record, { signal })
      return depositedAs(record, log.origin, index)
    } catch (error) {
      // Another call with this key was faster: then its deposit is this one.
      const isRace = EvidenceError.is(error) && raceCodes.includes(error.code)
      const theirs = isRace ? await again() : undefined
      if (theirs === undefined) throw error
      return given(theirs, call)
    }
  }

  async function newVersion(
    { digest, size }: ContentDigest,
    { mediaType, retainUntil, idempotencyKey, signal }: UpdateOptions,
    { id, number, previous, subject }: Place,
  ): Promise<{ readonly record: DepositRecord; readonly entry: Uint8Array }> {
    const salt = randomBytes(saltBytes)
    const version = { id, number, digest, size, mediaType, previous }
    const entry = await signDepositEntry(await commitmentOf(salt, version), { signer, signal })
    const content = { digest, size, mediaType, salt: encodeBase64url(salt) }
    const about = { subject, retainUntil, idempotencyKey, depositor: signer.did }
    const depositedAt = clock()
    return {
      record: { kind: 'deposit', id, number, content, previous, depositedAt, ...about },
      entry,
    }
  }

  async function given(kept: KeptDeposit, { signal }: UpdateOptions): Promise<Deposited> {
    await logOf(kept.origin).covered(kept.index, { signal })
    return depositedAs(kept, kept.origin, kept.index)
  }

  async function placeAfter(id: EvidenceId, after: number | undefined): Promise<Place> {
    const versions = (await store.versions(id)).filter(({ kind }) => kind === 'deposit')
    const newest = versions.at(-1)
    if (newest === undefined || newest.depositor !== signer.did) {
      throw new EvidenceError('evidence_not_found', 'Nothing that this depositor has')
    }
    if (newest.content === undefined) throw alreadyErased()
    if (after !== undefined && after !== newest.number) {
      throw new EvidenceError('evidence_version_conflict', 'Another version is the newest')
    }
    const previous = encodeBase64url(await hashLeaf(newest.entry))
    return { id, number: newest.number + 1, previous, subject: newest.subject }
  }

  return {
    deposit: async (content: Uint8Array | ContentDigest, call: DepositOptions) => {
      const digest = await digestFrom(content, call)
      const { subject } = call
      if (subject !== undefined && !isDid(subject)) throw malformed()
      const place = async (): Promise<Place> => ({ id: newEvidenceId(), number: 1, subject })
      return add(digest, call, place, (kept) => kept.number === 1 && kept.subject === subject)
    },
    update: async (id: EvidenceId, content: Uint8Array | ContentDigest, call: UpdateOptions) => {
      const digest = await digestFrom(content, call)
      // JavaScript callers have no types, and would think that it counts.
      if ((call as DepositOptions).subject !== undefined) throw malformed()
      const isHere = (kept: KeptDeposit): boolean => kept.id === id && kept.number > 1
      return add(digest, call, () => placeAfter(id, call.after), isHere)
    },
  }
}

function depositedAs({ id, number }: DepositRecord, origin: string, index: number): Deposited {
  return Object.freeze({ id, number, origin, index })
}

const raceCodes: readonly string[] = ['evidence_key_reused', 'evidence_version_conflict']

async function digestFrom(
  content: Uint8Array | ContentDigest,
  { idempotencyKey, mediaType, retainUntil }: UpdateOptions,
): Promise<ContentDigest> {
  if (typeof idempotencyKey !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(idempotencyKey)) {
    throw new EvidenceError('evidence_key_missing', 'A deposit needs an idempotency key')
  }
  if (mediaType !== undefined && !/^[\w.+-]{1,64}\/[\w.+-]{1,64}$/.test(mediaType))
    throw malformed()
  // What is no instant would be no retention at all.
  if (retainUntil !== undefined) epochSeconds(retainUntil)
  if (content instanceof Uint8Array) return contentDigestOf(content)
  const { digest, size } = content
  const isRight = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(digest) && Number.isSafeInteger(size)
  if (!isRight || size < 0) throw malformed()
  return { digest, size }
}

function isSame(
  { content, retainUntil }: KeptDeposit,
  { digest, size }: ContentDigest,
  call: UpdateOptions,
): boolean {
  return (
    content?.digest === digest &&
    content.size === size &&
    content.mediaType === call.mediaType &&
    retainUntil === call.retainUntil
  )
}

function malformed(): EvidenceError {
  return new EvidenceError('evidence_content_malformed', 'Neither bytes nor their digest and size')
}
