import { allowLoopbackHttp, isJsonObject, parseJson, postText } from '@fidecura/base'
import {
  type CarryNotice,
  type DeliveredNotices,
  deliverRecipientNotices,
} from '@fidecura/consent/notices'
import type { Did } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { organisationOf, takeNotice } from './take-notice.ts'

/** What is said of one round to whoever runs the service. */
export type RoundOfNotices = Pick<DeliveredNotices, 'told' | 'failed' | 'codes'>

/**
 * Tells whoever was named in a consent what became of it, as far as it is due: within this process directly, and
 * partners at the address that the settings have for them. Call it again and again; what failed stays in the store
 * and is tried later and later, by whichever process calls.
 *
 * @throws Those of the stores.
 */
export async function deliverNotices(
  hospitals: readonly Hospital[],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RoundOfNotices> {
  const rounds: RoundOfNotices[] = []
  for (const hospital of hospitals) {
    const { site, store, clock } = hospital
    rounds.push(
      await deliverRecipientNotices({
        ...{ signer: site.signer, register: hospital.register(store), now: clock(), signal },
        ...{ outbox: store.register.outbox, carry: carryingFrom(hospital, hospitals) },
      }),
    )
  }
  const sum = (of: 'told' | 'failed') => rounds.reduce((total, round) => total + round[of], 0)
  return { told: sum('told'), failed: sum('failed'), codes: rounds.flatMap(({ codes }) => codes) }
}

/**
 * Delivers a round every few seconds, one after the other, until it is stopped.
 *
 * @returns Stops it, and resolves once the last round has ended.
 */
export function keepDelivering(
  hospitals: readonly Hospital[],
  { everyMilliseconds = 5000 }: { readonly everyMilliseconds?: number } = {},
): () => Promise<void> {
  const stopped = new AbortController()
  let running: Promise<unknown> | undefined
  const timer = setInterval(() => {
    if (running !== undefined) return
    // What went wrong is in the store, and a store that fails shows it at every request, too.
    running = deliverNotices(hospitals, { signal: stopped.signal })
      .catch(() => undefined)
      .finally(() => {
        running = undefined
      })
  }, everyMilliseconds)
  return async () => {
    clearInterval(timer)
    stopped.abort()
    await running
  }
}

function carryingFrom(from: Hospital, hospitals: readonly Hospital[]): CarryNotice {
  return async (recipient, notice, { signal }) => {
    const here = hospitals.find((each) => organisationOf(each, recipient) !== undefined)
    if (here !== undefined) return takeNotice(here, notice, signal)
    const url = addressOf(from, recipient)
    if (url === undefined) throw new ServerError('not_found', 'No partner that can be told')
    const { fetch, door } = from
    const loopback = door[allowLoopbackHttp]
    const answer = await postText(url, JSON.stringify({ notice }), {
      ...{ fetch, signal, accept: 'application/json', contentType: 'application/json' },
      ...{ maxBytes: 65_536, ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }) },
    })
    const json = parseJson(answer)
    const acknowledgement = isJsonObject(json) ? json['acknowledgement'] : undefined
    return typeof acknowledgement === 'string' ? acknowledgement : undefined
  }
}

/** Of the settings alone: what a consent names is never connected to. Whoever has a name on the web has those below it. */
function addressOf({ settings }: Hospital, recipient: Did): string | undefined {
  const partner = settings.partners.find(
    ({ did }) =>
      did === recipient || (did.startsWith('did:web:') && recipient.startsWith(`${did}:`)),
  )
  return partner?.notices
}
