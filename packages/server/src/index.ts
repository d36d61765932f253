export { deliverNotices, keepDelivering, type RoundOfNotices } from './acts/deliver-notices.ts'
export {
  confirmFirst,
  type FirstPerson,
  inviteFirst,
  issueAtClaim,
  parseStaffRow,
} from './acts/invite-first.ts'
export { ServerError, type ServerErrorCode } from './errors.ts'
export {
  type ExampleHospital,
  exampleCodes,
  exampleHospitals,
  exampleRegister,
} from './example/example-hospitals.ts'
export {
  type ExampleInvitation,
  type ExamplePerson,
  examplePatient,
} from './example/example-people.ts'
export { type Example, type ExampleOptions, openExample } from './example/open-example.ts'
export type { Hospital } from './hospital/hospital.ts'
export {
  type OpenHospitals,
  type OpenHospitalsOptions,
  openHospitals,
} from './hospital/open-hospitals.ts'
export { type Listening, type ListenOptions, listen } from './http/listen.ts'
export {
  createServiceHandler,
  type ServiceHandler,
  type ServiceOptions,
} from './http/service.ts'
export type { LabDesk, LabHealth, LabLanguage, LabOptions, LabWords } from './lab/lab-desk.ts'
export { createLabHandler } from './lab/lab-handler.ts'
