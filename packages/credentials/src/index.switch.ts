export { type CredentialName, standsOn } from './mint.ts'
export { isStatusNews } from './status/status-news.ts'
export { createDecoyCount } from './switch/decoy-count.ts'
export type { DeliveryOptions } from './switch/deliver-notices.ts'
export {
  createNoticeInbox,
  type ExpectedNotices,
  type NoticeInbox,
  type NoticeInboxOptions,
} from './switch/notice-inbox.ts'
export {
  createMemoryPublishedLists,
  type PublishedList,
  type PublishedLists,
} from './switch/published-lists.ts'
export {
  approveRevocationOrder,
  decodeRevocationOrder,
  revocationOrderDigest,
  revocationOrderType,
  type SignRevocationOptions,
  signRevocationOrder,
  type UnverifiedRevocationOrder,
} from './switch/revocation-order.ts'
export {
  createMemoryRevocationProposals,
  type KeptProposal,
  type RevocationProposals,
} from './switch/revocation-proposals.ts'
export type { RevocationSignerTerms } from './switch/revocation-signer.ts'
export {
  answerStatusRequest,
  type StatusAnswer,
  type StatusHostOptions,
} from './switch/status-host.ts'
export { type StatusNotice, statusNoticeType } from './switch/status-notice.ts'
export {
  createStatusPublisher,
  type StatusPublisher,
  type StatusPublisherOptions,
} from './switch/status-publisher.ts'
export {
  createMemoryStatusSubscriptions,
  maxSubscriptions,
  maxSubscriptionsEach,
  maxSubscriptionsPerOrigin,
  type StatusSubscription,
  type StatusSubscriptions,
} from './switch/status-subscriptions.ts'
export {
  type SubscribeOptions,
  type SubscriberAuthorisation,
  type SubscriberProof,
  type SubscriberSignIn,
  subscribeToStatus,
  type WantedSubscription,
} from './switch/subscribe-to-status.ts'
export { createTwoPeoplePolicy, type TwoPeoplePolicyOptions } from './switch/two-people.ts'
export { isSameSwitchAct } from './switch-act.ts'
export {
  type CredentialImpact,
  createMemoryUsageLog,
  type ImpactSubject,
  impactOf,
  recordUse,
} from './usage-log.ts'
