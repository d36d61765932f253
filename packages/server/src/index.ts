export { deliverNotices, keepDelivering, type RoundOfNotices } from './acts/deliver-notices.ts'
export {
  confirmFirst,
  type FirstPerson,
  inviteFirst,
  parseStaffRow,
} from './acts/invite-first.ts'
export { ServerError, type ServerErrorCode } from './errors.ts'
export { type AcceptOptions, acceptAccreditation, draftName } from './found/accept-accreditation.ts'
export { accreditAsRequested } from './found/found-hospital.ts'
export {
  type AccreditationRequest,
  accreditationRequestOf,
  type HospitalDraft,
  parseAccreditationRequest,
  parseHospitalDraft,
} from './found/hospital-draft.ts'
export type { SettingsAct } from './hospital/changed-settings.ts'
export type { Hospital } from './hospital/hospital.ts'
export { noteKeysOf } from './hospital/open-evidence.ts'
export type { StoreSetting } from './hospital/open-hospital-store.ts'
export {
  type OpenHospitals,
  type OpenHospitalsOptions,
  openHospitals,
} from './hospital/open-hospitals.ts'
export {
  type HospitalSettings,
  type KeyPlace,
  keyPlaceOf,
  parseHospitalSettings,
} from './hospital/settings.ts'
export type { SignInSettings } from './hospital/sign-in-settings.ts'
export type { ServiceHandler } from './http/handler.ts'
export { type ListenOptions, type ListenToOptions, listen, listenTo } from './http/listen.ts'
export type { Listening } from './http/listening.ts'
export {
  createRateLimiter,
  type RateLimit,
  type RateLimiter,
  type RateLimits,
} from './http/rate-limit.ts'
export type { OutsideCall, OutsideNote } from './http/seen-outside.ts'
export type { SeenRequest } from './http/seen-request.ts'
export { type AuthorityExport, authorityExport, namesCsv } from './incident/authority-export.ts'
export type { Deadline } from './incident/deadlines.ts'
export { holderOf } from './incident/holder-of.ts'
export { type IncidentApproval, signIncidentApproval } from './incident/incident-approval.ts'
export { type IncidentLetter, incidentLetter } from './incident/incident-letter.ts'
export type { IncidentQuestion } from './incident/incident-question.ts'
export {
  type IncidentCounts,
  type IncidentOptions,
  type IncidentReport,
  reportIncident,
} from './incident/incident-report.ts'
export type { LetterContent } from './incident/letter-words.ts'
export type { LabDesk, LabHealth, LabLanguage, LabOptions, LabWords } from './lab/lab-desk.ts'
export { createLabHandler } from './lab/lab-handler.ts'
export { type AdminOptions, createAdminHandler } from './operation/admin-handler.ts'
export {
  type BackupOptions,
  backupHospitals,
  dropBackup,
  type Restored,
  restoreHospitals,
} from './operation/backup.ts'
export { createMetrics, type Gauge, type Metrics } from './operation/metrics.ts'
export { createRequestLog } from './operation/request-log.ts'
export {
  readServiceSettings,
  type ServiceSettings,
  type SettingsSources,
} from './operation/service-settings.ts'
export type { AdminAct, AdminActKind } from './orders/admin-act.ts'
export {
  type AdminOrder,
  decodeAdminOrder,
  parseAdminAct,
  signAdminOrder,
} from './orders/admin-order.ts'
export type { AppFolders } from './service/serve-apps.ts'
export { createServiceHandler, type ServiceOptions } from './service/service-handler.ts'
