import type { FidecuraClient } from './fidecura-client.ts'
import { type CallOptions, type ClientOptions, createAsk } from './transport.ts'

/** Makes a client. Nothing is asked until a method is called. */
export function createFidecuraClient(options: ClientOptions): FidecuraClient {
  const ask = createAsk(options)
  const get = <T>(path: string, query?: object, call?: CallOptions): Promise<T> =>
    ask<T>('GET', path, { query }, call)
  const post = <T>(path: string, body?: unknown, call?: CallOptions): Promise<T> =>
    ask<T>('POST', path, { body }, call)
  const at = encodeURIComponent
  return Object.freeze<FidecuraClient>({
    configuration: (call) => get('/configuration', {}, call),
    trustBundle: (call) => get('/trust-bundle', {}, call),

    challenge: (call) => post('/sign-in/challenges', {}, call),
    signIn: (answer, call) => post('/sign-in', answer, call),
    signOut: (call) => post('/sign-out', {}, call),
    session: (call) => get('/session', {}, call),

    offerIdentity: (offer, call) => post('/offers', offer, call),
    offerGuardianship: (offer, call) => post('/offers', offer, call),
    offers: (page, call) => get('/offers', page, call),
    confirmOffer: (id, digits, call) => post(`/offers/${at(id)}/confirm`, { digits }, call),
    approveOffer: (id, call) => post(`/offers/${at(id)}/approve`, {}, call),
    voidOffer: (id, call) => post(`/offers/${at(id)}/void`, {}, call),
    claimOffer: (code, call) => post('/offers/claim', { code }, call),
    heldOffer: (id, call) => get(`/offers/${at(id)}`, {}, call),

    previewStaff: (staff, call) => post('/staff/preview', staff, call),
    importStaff: (staff, call) => post('/staff/import', staff, call),
    staff: (query, call) => get('/staff', query, call),
    staffMember: (id, call) => get(`/staff/${at(id)}`, {}, call),
    offerToStaff: (ids, call) => post('/staff/offers', { ids }, call),
    approveStaff: (approval, call) => post('/staff/approve', { approval }, call),
    rejectStaff: (id, reason, call) => post(`/staff/${at(id)}/reject`, { reason }, call),
    suspendStaff: (id, reason, call) => post(`/staff/${at(id)}/suspend`, { reason }, call),
    reinstateStaff: (id, call) => post(`/staff/${at(id)}/reinstate`, {}, call),
    impactOfStaff: (id, call) => get(`/staff/${at(id)}/impact`, {}, call),
    proposeRevocation: (order, call) => post('/revocations', order, call),
    approveRevocation: (id, order, call) => post(`/revocations/${at(id)}/approve`, order, call),
    revocations: (page, call) => get('/revocations', page, call),
    authority: (call) => get('/authority', {}, call),

    requestConsent: (request, call) => post('/consent-requests', request, call),
    consentRequests: (page, call) => get('/consent-requests', page, call),
    myRequests: (query, call) => get('/me/requests', query, call),
    submitStatement: (statement, call) => post('/me/statements', statement, call),
    refuseRequest: (refusal, call) => post('/me/refusals', { refusal }, call),
    withdraw: (withdrawal, call) => post('/me/withdrawals', withdrawal, call),
    myStatements: (query, call) => get('/me/statements', query, call),
    myRecipients: (statement, query, call) =>
      get(`/me/statements/${at(statement)}/recipients`, query, call),
    statementNotices: (page, call) => get('/statement-notices', page, call),
    myNotices: (query, call) => get('/me/notices', query, call),

    submitEntry: (entry, call) => post('/entries', entry, call),
    entries: (page, call) => get('/entries', page, call),
    myEntries: (query, call) => get('/me/entries', query, call),
    provePreserved: (wanted, call) => post('/me/evidence', wanted, call),
    answerEntry: (confirmation, call) => post('/me/confirmations', confirmation, call),

    read: (request, call) => post('/records/read', request, call),
    readInEmergency: (request, call) => post('/records/emergency', request, call),
    myAccesses: (query, call) => get('/me/accesses', query, call),

    recoveryReference: (record, call) => get('/recoveries/reference', { record }, call),
    openRecovery: (submission, call) => post('/recoveries', submission, call),
    approveRecovery: (id, approval, call) =>
      post(`/recoveries/${at(id)}/approvals`, approval, call),
    recoveries: (page, call) => get('/recoveries', page, call),
    completeRecovery: (id, call) => post(`/recoveries/${at(id)}/complete`, {}, call),
    objectToRecovery: (id, objections, call) =>
      post(`/recoveries/${at(id)}/objections`, { objections }, call),

    offerMandate: (offer, call) => post('/me/mandate-offers', offer, call),
    mandateOffer: (id, call) => get(`/me/mandate-offers/${at(id)}`, {}, call),
    confirmMandate: (id, digits, call) =>
      post(`/me/mandate-offers/${at(id)}/confirm`, { digits }, call),
    giveMandate: (mandate, call) => post('/me/mandates', mandate, call),
    myMandates: (page, call) => get('/me/mandates', page, call),
    endMandate: (id, call) => post(`/me/mandates/${at(id)}/end`, {}, call),

    guardianships: (page, call) => get('/guardianships', page, call),
    proposeGuardianEnd: (id, order, call) => post(`/guardianships/${at(id)}/end`, order, call),
    approveGuardianEnd: (id, order, call) =>
      post(`/guardianships/${at(id)}/end/approve`, order, call),
  })
}
