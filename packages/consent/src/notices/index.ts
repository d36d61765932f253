export {
  type CarryNotice,
  type DeliveredNotices,
  type DeliverRecipientNoticesOptions,
  deliverRecipientNotices,
} from '../deliver-recipient-notices.ts'
export {
  type AcknowledgeNoticeOptions,
  acknowledgeNotice,
  type NoticeAcknowledgement,
  noticeAcknowledgementType,
  type StatementNotice,
  statementNoticeType,
  type VerifyStatementNoticeOptions,
  verifyStatementNotice,
} from '../recipient-notice.ts'
