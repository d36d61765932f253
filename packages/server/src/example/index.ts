export { issueAtClaim } from '../acts/invite-first.ts'
export {
  type ExampleHospital,
  exampleCodes,
  exampleHospitals,
  exampleRegister,
} from './example-hospitals.ts'
export {
  type ExampleInvitation,
  type ExamplePerson,
  examplePatient,
} from './example-people.ts'
export { type Example, type ExampleOptions, openExample } from './open-example.ts'
