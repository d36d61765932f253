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
  const accounts = new Map<string, SignInAccount>()
  const put = (key: string, account: SignInAccount): SignInAccount => {
    if (accounts.size >= maxEntries && !accounts.has(key)) throw storeFailed()
    accounts.set(key, Object.freeze(account))
    return account
  }
  // No step waits for anything, so none is ever between another's reading and writing.
  return Object.freeze<SignInAccounts>({
    async enter({ subject, ...account }) {
      const key = keyOf(account, account.did)
      return accounts.get(key) ?? put(key, { subject, retired: false })
    },
    async succeed({ successor, ...account }) {
      const [from, to] = [keyOf(account, account.did), keyOf(account, successor)]
      const known = accounts.get(from)
      if (known === undefined || known.retired || accounts.has(to)) return undefined
      const moved = put(to, { subject: known.subject, retired: false })
      put(from, { subject: known.subject, retired: true })
      return moved
    },
  })
}

/** As JSON, since no separator is safe between texts of others. */
function keyOf({ tenant, audience }: Omit<SignInAccountKey, 'did'>, did: Did): string {
  return JSON.stringify([tenant, audience, did])
}
