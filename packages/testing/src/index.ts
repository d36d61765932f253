export { alterDisclosure, alterPayload, duplicateMember, resign } from './attacks.ts'
export { createLoopbackHost, type LoopbackHost } from './loopback-host.ts'
export { createOrganisation, type Organisation, type OrganisationOptions } from './organisation.ts'
export { createTestClock, type TestClock } from './test-clock.ts'
