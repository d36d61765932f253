import { bareVerification, bareVerificationAtOnce } from '../lib/bare.mjs'
import { compare } from '../lib/compare.mjs'
import { ourVerification } from '../lib/our-verification.mjs'

const inFlight = 64
const oneAtATime = 'ours, one at a time'

export const rows = ['EdDSA', 'ES256'].map((algorithm) => ({
  operation: `verify many vc+jwt credentials at once, ${inFlight} in flight, ${algorithm}`,
  needs: {
    identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
    credentials: ['createVerifier', 'issueCredential'],
  },
  budget: {
    own: {
      text: '>= 1.6x the one-at-a-time rate on 2 cores',
      isMet: ({ gain }) => gain >= 1.6,
    },
  },
  run: async (ours) => {
    const { participant, tokens, jwk } = await ourVerification(ours, { algorithm })
    const bareAtOnce = bareVerificationAtOnce(tokens, jwk, inFlight)
    const bareAlone = bareVerification(tokens, jwk)
    const slots = Array.from({ length: inFlight }, (_, slot) => slot)
    const atOnce = {
      name: participant.name,
      ops: inFlight,
      run: (i) => Promise.all(slots.map((slot) => participant.run(i * inFlight + slot))),
    }
    // What more cores give shows on the wall clock alone; CPU time only adds up.
    const result = await compare({
      ours: atOnce,
      peers: [{ ...participant, name: oneAtATime }],
      others: [bareAtOnce, bareAlone],
      clock: 'wall',
    })
    const gain = result.ratioToPeers[oneAtATime]
    const timeOf = (wanted) => result.lines.find(({ name }) => name === wanted).microseconds
    const bareGain = timeOf(bareAlone.name) / timeOf(bareAtOnce.name)
    // A machine whose cores are taken has none to give, which the bare operation shows.
    const measured = `${gain.toFixed(2)}x one at a time; the bare operation ${bareGain.toFixed(2)}x`
    return { ...result, ratioToPeers: {}, gain, measured }
  },
}))
