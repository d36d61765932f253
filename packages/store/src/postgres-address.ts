import { Client } from 'pg'
import { StoreError } from './errors.ts'

/**
 * Lets an address pass under which salts and digests are safe on their way.
 *
 * @throws {@link StoreError} `store_path_malformed`, `store_connection_unsafe`.
 */
export function assertSafeAddress(address: string): void {
  if (!/^postgres(ql)?:\/\//.test(address)) throw malformed()
  const { host, ssl } = settingsOf(address)
  if (isHere(host)) return
  if (typeof ssl === 'object' || ssl === true) {
    // Either of them takes a certificate that is somebody else's.
    const { rejectUnauthorized, checkServerIdentity } = ssl === true ? {} : ssl
    if (rejectUnauthorized !== false && checkServerIdentity === undefined) return
  }
  const message = 'Neither this machine nor over TLS that proves the server'
  throw new StoreError('store_connection_unsafe', message)
}

interface Settings {
  readonly host: string
  readonly ssl: boolean | Readonly<Record<string, unknown>>
}

/** What the driver itself makes of the address, for it is the one that connects. */
function settingsOf(address: string): Settings {
  try {
    const client = new Client({ connectionString: address })
    return { host: client.host, ssl: client.ssl as Settings['ssl'] }
  } catch {
    throw malformed()
  }
}

function isHere(host: string): boolean {
  return host.startsWith('/') || ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)
}

function malformed(): StoreError {
  return new StoreError('store_path_malformed', 'Not the address of a PostgreSQL database')
}
