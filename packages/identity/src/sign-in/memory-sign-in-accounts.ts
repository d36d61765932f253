import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Did } from '../did.ts'
import type { SignInAccount, SignInAccountKey, SignInAccounts } from './sign-in-accounts.ts'
import { storeFailed } from './single-use.ts'

/** How much a store in memory holds. */
export interface MemorySignInAccountsOptions {
  /** DIDs, retired ones included. Default 100,000. A full store refuses rather than forget. */
  readonly maxEntries?: number
}

/**
 * Keeps accounts in this process, and loses them when it ends: for tests and demonstrations.
 *
 * @throws IdentityError `sign_in_store_failed` (unknown), from its methods: full.
 */
export function createMemorySignInAccounts(
  options: MemorySignInAccountsOptions = {},
): SignInAccounts {
  const maxEntries = options.maxEntries ?? 100_000
  const accounts = new Map<string, KeptAccount>()
  const put = (key: string, account: KeptAccount): KeptAccount => {
    if (accounts.size >= maxEntries && !accounts.has(key)) throw storeFailed()
    accounts.set(key, Object.freeze(account))
    return account
  }
  // No step waits for anything, so none is ever between another's reading and writing.
  return Object.freeze<SignInAccounts>({
    async enter({ subject, now, ...account }) {
      const key = keyOf(account, account.did)
      return accountOf(
        accounts.get(key) ?? put(key, { subject, retired: false, since: second(now) }),
      )
    },
    async succeed({ successor, now, since, ...account }) {
      const [from, to] = [keyOf(account, account.did), keyOf(account, successor)]
      const known = accounts.get(from)
      if (known === undefined || accounts.has(to)) return undefined
      const holder = known.retired ? takenFrom(known, since) : from
      if (holder === undefined) return undefined
      const { subject } = known
      const moved = put(to, { subject, retired: false, since: second(now) })
      put(holder, { ...(accounts.get(holder) as KeptAccount), retired: true })
      return accountOf(moved)
    },
  })

  /** Who has the account now, if it went on from this one at `since` or later. */
  function takenFrom(known: KeptAccount, since: EpochSeconds | undefined): string | undefined {
    if (since === undefined) return undefined
    const others = [...accounts].filter(
      ([, other]) => other.subject === known.subject && other !== known,
    )
    // Also of the same second: then nobody can tell which was first.
    const wentBefore = others.some(([, other]) => other.since >= known.since && other.since < since)
    return wentBefore ? undefined : others.find(([, { retired }]) => !retired)?.[0]
  }
}

interface KeptAccount extends SignInAccount {
  /** When the DID got it. Whole seconds. */
  readonly since: EpochSeconds
}

function accountOf({ subject, retired }: KeptAccount): SignInAccount {
  return Object.freeze({ subject, retired })
}

function second(now: EpochSeconds): EpochSeconds {
  return epochSeconds(Math.floor(now))
}

/** As JSON, since no separator is safe between texts of others. */
function keyOf({ tenant, audience }: Omit<SignInAccountKey, 'did'>, did: Did): string {
  return JSON.stringify([tenant, audience, did])
}
