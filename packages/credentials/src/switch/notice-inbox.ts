import { allowedSkewSeconds, type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import { type Did, type ResolveDid, verifyDidJws } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { Verifier } from '../verifier.ts'
import { decodeStatusNotice, type StatusNotice, statusNoticeType } from './status-notice.ts'
import { parseStatusChallenge } from './subscription-challenge.ts'

/** A list that was subscribed to, and who may say that it has changed. */
export interface ExpectedNotices {
  readonly issuer: Did
  readonly list: string
  /**
   * RFC 7638 thumbprints of the only keys of the issuer, as an accreditation or the configuration of a
   * root names them. Default: whichever its document lists.
   */
  readonly keys?: readonly string[]
}

/** Whose notices are expected, and who relies on the lists. */
export interface NoticeInboxOptions {
  /** What was subscribed to: whoever else posts a notice makes nobody look up their DID. */
  readonly expect: readonly ExpectedNotices[]
  readonly verifiers: readonly Pick<Verifier, 'renewStatus'>[]
  readonly resolve: ResolveDid
  readonly clock: Clock
}

/** What a platform does with the notices that are posted to it. */
export interface NoticeInbox {
  /**
   * Proves a notice and has every verifier fetch the list anew before it relies on it again. The same
   * notice once more changes nothing.
   *
   * @throws CredentialError `status_notice_malformed`, `status_notice_unexpected`,
   *   `status_notice_time_wrong`; those of `verifyDidJws`.
   */
  receive(body: string): Promise<StatusNotice>
  /**
   * Says that this address wants to be told, if it does: what is posted as `application/json`, by a host
   * that was asked to tell it. Answer with what it returns, as `text/plain`, and nothing else.
   *
   * @throws CredentialError `status_notice_malformed`; `status_notice_unexpected`: about no list that
   *   was subscribed to.
   */
  confirm(body: string): string
}

interface SeenNotices {
  readonly listIssuedAt: EpochSeconds
  readonly digests: Set<string>
}

// Of one second of one list. Beyond them the list is fetched anew as it ages.
const maxPerSecond = 64

// Longer than a publisher goes on trying.
const maxAgeSeconds = 600

/** A notice that never comes costs nothing but time: lists are fetched anew as they age. */
export function createNoticeInbox(options: NoticeInboxOptions): NoticeInbox {
  const { verifiers, resolve, clock } = options
  const expected = new Map(
    options.expect.map(({ issuer, list, keys }) => [JSON.stringify([issuer, list]), { keys }]),
  )
  // One for each list that was subscribed to, so it does not grow.
  const latest = new Map<string, SeenNotices>()
  return Object.freeze<NoticeInbox>({
    confirm(body) {
      const { list, challenge } = parseStatusChallenge(body)
      if (options.expect.some((each) => each.list === list)) return challenge
      throw new CredentialError('status_notice_unexpected', 'About no list subscribed to')
    },
    async receive(body) {
      const { notice, jws } = decodeStatusNotice(body)
      const { issuer, list, listIssuedAt, issuedAt } = notice
      const pinned = expected.get(JSON.stringify([issuer, list]))
      if (pinned === undefined) {
        throw new CredentialError('status_notice_unexpected', 'About no list subscribed to')
      }
      const now = epochSeconds(clock())
      const isLate = issuedAt < now - maxAgeSeconds
      const isEarly = Math.max(issuedAt, listIssuedAt) > now + allowedSkewSeconds
      if (isLate || isEarly) {
        throw new CredentialError('status_notice_time_wrong', 'Too old, or of the future')
      }
      await verifyDidJws(jws, {
        issuer,
        typ: statusNoticeType,
        relationship: 'assertionMethod',
        pins: pinned.keys,
        resolve,
        at: now,
        now,
      })
      const before = latest.get(list)
      const newer = before === undefined || before.listIssuedAt < listIssuedAt
      // Two lists of one second have two notices, and whoever has both could repeat them in turn.
      const digests = newer ? new Set<string>() : before.digests
      const isOld = !newer && (before.listIssuedAt > listIssuedAt || digests.has(notice.digest))
      if (isOld || digests.size >= maxPerSecond) return notice
      digests.add(notice.digest)
      latest.set(list, { listIssuedAt, digests })
      // A date ahead of this clock would keep every list out until then.
      const from = epochSeconds(Math.min(listIssuedAt, Math.floor(now)))
      for (const verifier of verifiers) verifier.renewStatus(list, from)
      return notice
    },
  })
}
