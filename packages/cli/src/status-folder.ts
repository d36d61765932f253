import { join } from 'node:path'
import {
  allowedSkewSeconds,
  assertAllowedUrl,
  CodedError,
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { CredentialError, type StatusSource, type StatusToken } from '@fidecura/credentials'
import { decodeJws } from '@fidecura/identity'
import { type Environment, readInput } from './environment.ts'
import { UsageError } from './usage-error.ts'

/** Where `publish` puts a list: a path for a web server's root, the host first. */
export function listFile(folder: string, url: string): string {
  return `${stem(folder, url)}.jwt`
}

export function historyFile(folder: string, url: string): string {
  return join(stem(folder, url), 'history.jwt')
}

/**
 * Takes lists and histories from files that `publish` wrote, or that were fetched some time ago. How
 * old they are, their signers say, not the file system.
 */
export function createFolderStatusSource(
  folder: string,
  environment: Pick<Environment, 'stdin'>,
): StatusSource {
  const read = async (path: string, absent: Absent, now: EpochSeconds): Promise<StatusToken> => {
    try {
      const bytes = await readInput(path, environment, maxBytes)
      const token = new TextDecoder().decode(bytes).trim()
      return { token, fetchedAt: signedAt(token, now) }
    } catch (error) {
      throw UsageError.is(error) ? refusal(error, absent) : error
    }
  }
  return {
    list: async (url, { now }) => read(listFile(folder, url), 'status_unreachable', now),
    history: async (url, { now }) =>
      read(historyFile(folder, url), 'status_history_unavailable', now),
  }
}

type Absent = 'status_unreachable' | 'status_history_unavailable'

const maxBytes = 8_388_608

function refusal({ code }: UsageError, absent: Absent): CredentialError {
  return code === 'file_too_large'
    ? new CredentialError('status_list_too_large', 'A list of more than the limit')
    : new CredentialError(absent, 'Not in this folder', { outcome: 'unknown' })
}

/** When it was signed, not believed before the reader has checked the signature. */
function signedAt(token: string, now: EpochSeconds): EpochSeconds {
  const payload = payloadOf(token)
  // What cannot be read is for the reader to refuse; what does not say is too old.
  if (payload === undefined) return now
  const iat = isJsonObject(payload) ? payload['iat'] : undefined
  return typeof iat === 'number' && iat >= 0 && iat <= now + allowedSkewSeconds
    ? epochSeconds(iat)
    : epochSeconds(0)
}

function payloadOf(token: string): JsonValue | undefined {
  try {
    return parseJson(decodeJws(token, { maxBytes }).payload, { maxBytes })
  } catch (error) {
    if (CodedError.is(error)) return undefined
    throw error
  }
}

/** No name in it leads out of the folder: such a URL has no `..`, and separators are escaped. */
function stem(folder: string, url: string): string {
  try {
    assertAllowedUrl(url)
  } catch {
    throw new CredentialError('status_url_refused', 'Not an https URL without credentials')
  }
  const { host, pathname, search } = new URL(url)
  const names = [host, ...pathname.split('/'), search].filter((name) => name !== '')
  return join(folder, ...names.map((name) => name.replace(/[^\w.%~-]/g, encodeURIComponent)))
}
