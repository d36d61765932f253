import { epochSeconds } from '@fidecura/base'
import { writeStatusAggregation } from '../status/status-aggregation.ts'
import { historyUrlOf } from '../status/status-source.ts'
import { tokenListType } from '../status/token-list.ts'
import type { PublishedLists } from './published-lists.ts'
import type { StatusPublisher } from './status-publisher.ts'

/** What a host serves. */
export interface StatusHostOptions {
  readonly publisher: Pick<StatusPublisher, 'current'>
  readonly published: PublishedLists
  readonly listUrls: readonly string[]
  /** Where the lists are named. draft-ietf-oauth-status-list-21 §9. */
  readonly aggregationUrl?: string
}

/** An answer, for any HTTP server to write. */
export interface StatusAnswer {
  readonly status: 200 | 400 | 404 | 406 | 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Answers a GET for a list, its history, a list of the past (`?time=`, seconds since the epoch:
 * draft-ietf-oauth-status-list-21 §8.4), or the list of lists. Each answer is signed data that anybody
 * may have, so there is nothing to log in for, and nothing to write down about who asked.
 *
 * @param url - Absolute, as credentials name the list.
 */
export async function answerStatusRequest(
  url: string,
  options: StatusHostOptions,
): Promise<StatusAnswer> {
  const { listUrls, aggregationUrl, publisher, published } = options
  if (url === aggregationUrl) {
    return ok(writeStatusAggregation(listUrls), 'application/json')
  }
  try {
    const list = listUrls.find((one) => url === one)
    if (list !== undefined) return ok((await publisher.current(list)).list, jwt(tokenListType))
    const ofHistory = listUrls.find((one) => url === historyUrlOf(one))
    if (ofHistory !== undefined) {
      return ok((await publisher.current(ofHistory)).history, 'application/jwt')
    }
    const past = pastOf(url, listUrls)
    if (past === undefined) return no(404)
    if (past.time === undefined) return no(400)
    const token = await published.at(past.list, epochSeconds(past.time))
    return token === undefined ? no(406) : ok(token, jwt(tokenListType))
  } catch {
    // What the store or the signer says is not for whoever asks; they may come again.
    return no(503)
  }
}

function pastOf(
  url: string,
  listUrls: readonly string[],
): { readonly list: string; readonly time: number | undefined } | undefined {
  const found = /^(.*)[?&]time=([^&#]*)$/s.exec(url)
  const list = listUrls.find((one) => one === found?.[1])
  if (list === undefined) return undefined
  const text = found?.[2] ?? ''
  return { list, time: /^(?:0|[1-9]\d{0,11})$/.test(text) ? Number(text) : undefined }
}

function jwt(typ: string): string {
  return `application/${typ}`
}

function ok(body: string, type: string): StatusAnswer {
  // A proxy that keeps it would make the switch slower than it is.
  const headers = {
    'content-type': type,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  return Object.freeze({ status: 200, headers, body })
}

function no(status: 400 | 404 | 406 | 503): StatusAnswer {
  return Object.freeze({ status, headers: { 'cache-control': 'no-store' }, body: '' })
}
