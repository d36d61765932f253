export { type CredentialName, standsOn } from '../mint.ts'
export { isStatusNews } from '../status/status-news.ts'
export { isSameSwitchAct } from '../switch-act.ts'
export {
  type CredentialImpact,
  createMemoryUsageLog,
  type ImpactSubject,
  impactOf,
  recordUse,
} from '../usage-log.ts'
export { createDecoyCount } from './decoy-count.ts'
export type { DeliveryOptions } from './deliver-notices.ts'
export {
  createNoticeInbox,
  type ExpectedNotices,
  type NoticeInbox,
  type NoticeInboxOptions,
} from './notice-inbox.ts'
export {
  createMemoryPublishedLists,
  type PublishedList,
  type PublishedLists,
} from './published-lists.ts'
export {
  approveRevocationOrder,
  decodeRevocationOrder,
  revocationOrderDigest,
  revocationOrderType,
  type SignRevocationOptions,
  signRevocationOrder,
  type UnverifiedRevocationOrder,
} from './revocation-order.ts'
export {
  createMemoryRevocationProposals,
  type KeptProposal,
  type RevocationProposals,
} from './revocation-proposals.ts'
export type { RevocationSignerTerms } from './revocation-signer.ts'
export {
  answerStatusRequest,
  type StatusAnswer,
  type StatusHostOptions,
} from './status-host.ts'
export { type StatusNotice, statusNoticeType } from './status-notice.ts'
export {
  createStatusPublisher,
  type StatusPublisher,
  type StatusPublisherOptions,
} from './status-publisher.ts'
export {
  createMemoryStatusSubscriptions,
  maxSubscriptions,
  maxSubscriptionsEach,
  maxSubscriptionsPerOrigin,
  type StatusSubscription,
  type StatusSubscriptions,
} from './status-subscriptions.ts'
export {
  type SubscribeOptions,
  type SubscriberAuthorisation,
  type SubscriberProof,
  type SubscriberSignIn,
  subscribeToStatus,
  type WantedSubscription,
} from './subscribe-to-status.ts'
export { createTwoPeoplePolicy, type TwoPeoplePolicyOptions } from './two-people.ts'
