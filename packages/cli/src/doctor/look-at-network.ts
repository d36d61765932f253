import { CodedError, decodeUtf8, fetchBytes, isJsonObject, parseJson } from '@fidecura/base'
import { type Did, decodeJws, parseDid, thumbprintOf } from '@fidecura/identity'
import type { Environment } from '../environment.ts'
import { createCommandResolver } from '../resolver.ts'
import { type Finding, fail, warn, well } from './finding.ts'
import { probeHttps } from './https-probe.ts'
import type { SeenHospital } from './look-at-folder.ts'

const dayMs = 86_400_000
/** Half of what signatures may be ahead, so that there is time to set a clock that drifts. */
const maxSkewSeconds = 30
const soonDays = 14

/** Whether others reach this service as it says, and whether both clocks agree. */
export async function lookAtOrigin(
  origin: string,
  { clock }: Environment,
): Promise<readonly Finding[]> {
  const server = await probeHttps(origin)
  if (server === undefined) {
    return [fail('tls', 'tls_unreachable', origin), warn('clock', 'clock_unknown', origin)]
  }
  const { status, isTrusted, certificateUntil, date } = server
  const now = clock()
  const left = (certificateUntil ?? Number.POSITIVE_INFINITY) - now * 1000
  const ending = left < soonDays * dayMs ? warn('tls', 'tls_expiring', origin) : well('tls', origin)
  const untrusted = left < 0 ? 'tls_expired' : 'tls_untrusted'
  return [
    isTrusted ? ending : fail('tls', untrusted, origin),
    isDown(status) ? fail('service', 'service_down', origin) : well('service', origin),
    date === undefined ? warn('clock', 'clock_unknown', origin) : clockOf(date / 1000 - now),
  ]
}

/** What web servers say of whoever is behind them. */
function isDown(status: number): boolean {
  return status >= 502 && status <= 504
}

/** @param skew - Seconds by which the other clock is ahead; its header has whole seconds. */
function clockOf(skew: number): Finding {
  const about = `${skew < 0 ? '' : '+'}${Math.round(skew)} s`
  return Math.abs(skew) > maxSkewSeconds ? fail('clock', 'clock_off', about) : well('clock', about)
}

/** Whether others find the keys that are used here, fresh lists, and whoever must sign on the log. */
export async function lookAtHospital(
  origin: string,
  { settings, keys }: SeenHospital,
  environment: Environment,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const parts = [undefined, ...settings.departments.map(({ id }) => id)]
  for (const part of parts) {
    const did = didOf(origin, settings.id, part)
    const key = keys.get(part ?? 'hospital')
    if (key !== undefined) {
      findings.push(await lookAtDid(did, await thumbprintOf(key), environment))
    }
    const path = part === undefined ? settings.id : `${settings.id}/${part}`
    findings.push(await lookAtList(`${origin}/${path}/status/1`, environment))
  }
  if (settings.signIn !== undefined) {
    const ofBridge = await lookAtOrigin(settings.signIn.origin, environment)
    findings.push(...ofBridge.filter(({ check }) => check !== 'clock'))
  }
  for (const { url } of settings.evidence?.witnesses ?? []) {
    const answered = await probeHttps(url)
    findings.push(
      answered === undefined || isDown(answered.status)
        ? fail('witness', 'witness_unreachable', url)
        : well('witness', url),
    )
  }
  return findings
}

function didOf(origin: string, ...path: readonly (string | undefined)[]): Did {
  const host = new URL(origin).host.replace(':', '%3A')
  const segments = path.filter((segment) => segment !== undefined)
  return parseDid(['did:web', host, ...segments].join(':'))
}

async function lookAtDid(did: Did, own: string, environment: Environment): Promise<Finding> {
  const now = environment.clock()
  try {
    const { document } = await createCommandResolver(environment)(did, { at: now, now })
    for (const { publicKey } of document.verificationMethods) {
      if (publicKey !== undefined && (await thumbprintOf(publicKey)) === own)
        return well('did', did)
    }
    return fail('did', 'did_other_key', did)
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return fail('did', 'did_unresolved', did)
  }
}

/** Whoever verifies a credential gets this list, and takes none that is over. */
async function lookAtList(url: string, { fetch, clock }: Environment): Promise<Finding> {
  try {
    const accept = 'application/statuslist+jwt'
    const token = decodeUtf8(await fetchBytes(url, { fetch, accept, maxBytes: 8_388_608 }))
    const payload = parseJson(decodeJws(token.trim(), { maxBytes: 8_388_608 }).payload)
    const until = isJsonObject(payload) ? payload['exp'] : undefined
    const isFresh = typeof until === 'number' && until > clock()
    return isFresh ? well('list', url) : fail('list', 'list_stale', url)
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return fail('list', 'list_unreachable', url)
  }
}
