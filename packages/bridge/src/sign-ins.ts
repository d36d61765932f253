import {
  type Clock,
  type EpochSeconds,
  encodeBase64url,
  epochSeconds,
  type JsonObject,
} from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import type { Documents, KeptDocument, NewDocument } from '@fidecura/store'
import { BridgeError } from './errors.ts'
import { seal, unseal } from './seal.ts'
import type { Secrets } from './secrets.ts'
import type { SignedInPerson } from './sign-in-event.ts'

/** Somebody who is signed in at one platform, for as long as what they showed holds. */
interface SignIn {
  readonly account: string
  readonly platform: string
  /** What the platform may be told. */
  readonly claims: JsonObject
  readonly shown: Shown
  /** What all events of it go by. */
  readonly started: string
  readonly person?: SignedInPerson | undefined
}

/** What is verified again while somebody is signed in: personal data, gone when the sign-in ends. */
export type Shown =
  | { readonly as: 'patient'; readonly identity: string }
  | { readonly as: 'practitioner'; readonly role: string; readonly licence: string }

/** As it is kept. */
export interface KeptSignIn extends SignIn {
  readonly id: string
  readonly state: 'live' | 'ending'
  /** Since when nobody could say whether it holds. */
  readonly unknownSince?: EpochSeconds | undefined
  readonly kept: KeptDocument
}

/** Some of them. */
interface SignInPage {
  /** Undefined: there are no more. */
  readonly last: number | undefined
  readonly found: readonly KeptSignIn[]
  /** How many were kept under another secret: they must not hide the others. */
  readonly unreadable: number
}

/** Sign-ins of one bridge. */
export interface SignIns {
  /** @returns Its id: what the provider takes for an account. */
  open(signIn: SignIn, documents: Documents): Promise<string>
  /** Those that are not ending alone. */
  find(id: string): Promise<KeptSignIn | undefined>
  /** Also one that is ending: its platform has to be told whom it meant. */
  findAny(id: string): Promise<KeptSignIn | undefined>
  /** @param after - `last` of the page before. */
  list(after: number): Promise<SignInPage>
  /**
   * @param documents - By which it is changed. Default: those of all.
   * @returns Whether nobody else has changed it meanwhile.
   */
  change(
    signIn: KeptSignIn,
    to: Partial<Pick<KeptSignIn, 'state' | 'unknownSince'>>,
    documents?: Documents,
  ): Promise<boolean>
  remove(id: string): Promise<void>
}

const kind = 'bridge.sign-in'
const pageSize = 200

/** @param seconds - For how long somebody stays signed in. */
export function createSignIns(
  documents: Documents,
  { storeKey }: Pick<Secrets, 'storeKey'>,
  clock: Clock,
  seconds: number,
): SignIns {
  const findAny = async (id: string): Promise<KeptSignIn | undefined> => {
    const kept = await documents.find(kind, id, clock())
    return kept === undefined ? undefined : signInOf(kept, storeKey)
  }
  return Object.freeze<SignIns>({
    async open(signIn, documents) {
      const id = encodeBase64url(randomBytes(24))
      const expiresAt = epochSeconds(clock() + seconds)
      if (
        await documents.write(
          [{ insert: documentOf(id, signIn, storeKey, { expiresAt }) }],
          clock(),
        )
      ) {
        return id
      }
      throw new BridgeError('bridge_store_failed', 'Not kept', { outcome: 'unknown' })
    },
    async find(id) {
      const found = await findAny(id)
      return found?.state === 'live' ? found : undefined
    },
    findAny,
    async list(after) {
      const kept = await documents.list(kind, { after, limit: pageSize, now: clock() })
      const found = kept.flatMap((each) => readSignIn(each, storeKey) ?? [])
      return { last: kept.at(-1)?.number, found, unreadable: kept.length - found.length }
    },
    async change(signIn, to, by = documents) {
      const { id, kept } = signIn
      const { version, number, expiresAt } = kept
      const { state, unknownSince } = { ...signIn, ...to }
      const replace = documentOf(id, signIn, storeKey, { state, unknownSince, expiresAt })
      return await by.write([{ replace, version, number }], clock())
    },
    async remove(id) {
      await documents.write([{ remove: { kind, id } }], clock())
    },
  })
}

function documentOf(
  id: string,
  { account, platform, claims, shown, started, person }: SignIn,
  storeKey: string,
  more: Pick<NewDocument, 'expiresAt'> & Partial<Pick<KeptSignIn, 'state' | 'unknownSince'>>,
): NewDocument {
  const { state = 'live', unknownSince, expiresAt } = more
  const content: JsonObject = {
    ...{ account, platform, claims, started, shown: { ...shown } },
    ...(person === undefined ? {} : { person: { ...person } }),
    ...(unknownSince === undefined ? {} : { unknownSince }),
  }
  const body = { sealed: seal(content, storeKey, `${kind} ${id}`) }
  return { kind, id, state, expiresAt, body }
}

function signInOf(kept: KeptDocument, storeKey: string): KeptSignIn {
  const signIn = readSignIn(kept, storeKey)
  if (signIn !== undefined) return signIn
  throw new BridgeError('bridge_store_failed', 'Kept under another secret', { outcome: 'unknown' })
}

/** What this package wrote itself: nobody else has its secret. */
function readSignIn(kept: KeptDocument, storeKey: string): KeptSignIn | undefined {
  const content = unseal(kept.body['sealed'], storeKey, `${kind} ${kept.id}`)
  if (content === undefined) return undefined
  const signIn = content as unknown as SignIn & Pick<KeptSignIn, 'unknownSince'>
  const state = kept.state === 'live' ? 'live' : 'ending'
  return { ...signIn, id: kept.id, state, kept }
}
