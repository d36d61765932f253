import { compare } from '../lib/compare.mjs'
import { decisionSubject } from '../lib/decision-subject.mjs'
import { ourDecision } from '../lib/our-decision.mjs'
import { cedar, cedarDecides } from '../peers/cedar.mjs'

const needs = {
  identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
  credentials: ['createVerifier', 'issueCredential', 'presentCredentials', 'issueStatusList'],
  register: ['createRegister'],
  consent: ['decide', 'requesterOf', 'createDecider', 'signStatement'],
}

export const rows = [
  { statements: 1, named: '1 statement', budget: { peers: { [cedar]: 1 } } },
  {
    statements: 20,
    named: '20 statements',
    budget: { opsPerSecond: 200_000, peers: { [cedar]: 1 } },
  },
  { statements: 1000, named: '1,000 statements', budget: { peers: { [cedar]: 1 } } },
].map(({ statements, named, budget }) => ({
  operation: `decide one request against ${named}, compiled`,
  needs,
  budget,
  run: async (ours) => {
    const subject = decisionSubject(statements)
    return compare({
      ours: await ourDecision(ours, subject),
      peers: [await cedarDecides(subject)],
    })
  },
}))
