import { type Clock, encodeBase64url } from '@fidecura/base'
import { digestOf, randomBytes } from '@fidecura/identity'
import type { Documents } from '@fidecura/store'
import { BridgeError } from './errors.ts'
import type { Secrets } from './secrets.ts'

/** Who somebody is, by names that mean nothing outside. */
export interface Accounts {
  /** The same for one person for ever, whichever key they come with. */
  accountOf(person: string): Promise<string>
  /** What one platform calls an account: drawn at random, so no two platforms can compare notes. */
  subjectOf(account: string, platform: string): Promise<string>
}

/** Makes accounts as people come. */
export function createAccounts(documents: Documents, secrets: Secrets, clock: Clock): Accounts {
  const drawn = async (kind: string, id: string): Promise<string> => {
    for (let tries = 0; tries < 3; tries++) {
      const kept = await documents.find(kind, id, clock())
      const value = kept?.body['value']
      if (typeof value === 'string') return value
      const insert = { kind, id, body: { value: encodeBase64url(randomBytes(24)) } }
      // Whoever comes at the same time from two browsers is one account.
      await documents.write([{ insert }], clock())
    }
    throw new BridgeError('bridge_store_failed', 'Nothing is kept', { outcome: 'unknown' })
  }
  return Object.freeze<Accounts>({
    accountOf: (person) => drawn('bridge.account', secrets.personDigest(person)),
    subjectOf: async (account, platform) =>
      drawn('bridge.subject', await digestOf(JSON.stringify([account, platform]))),
  })
}
