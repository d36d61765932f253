import { compare } from '../lib/compare.mjs'
import { decisionSubject } from '../lib/decision-subject.mjs'
import { ourDecision } from '../lib/our-decision.mjs'
import { cedar, cedarDecides } from '../peers/cedar.mjs'

export const rows = [
  {
    operation: 'decide one request against 20 statements, compiled',
    needs: {
      identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
      credentials: ['createVerifier', 'issueCredential', 'presentCredentials', 'issueStatusList'],
      consent: ['decide', 'requesterOf', 'createRegister', 'createDecider', 'signStatement'],
    },
    budget: { opsPerSecond: 200_000, peers: { [cedar]: 1 } },
    run: async (ours) => {
      const subject = decisionSubject()
      return compare({
        ours: await ourDecision(ours, subject),
        peers: [await cedarDecides(subject)],
      })
    },
  },
]
