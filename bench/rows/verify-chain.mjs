import { bareVerifications } from '../lib/bare.mjs'
import { compare } from '../lib/compare.mjs'
import { ourChain } from '../lib/our-chain.mjs'
import { ourVerification } from '../lib/our-verification.mjs'

const oneCredential = 'ours, one credential'
// Three accreditations each, more than our verifier keeps.
const unseenWays = 2000

const needs = {
  identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
  credentials: ['createVerifier', 'issueCredential', 'issueStatusList', 'credentialTypes'],
}

const seen = ['EdDSA', 'ES256'].map((algorithm) => ({
  operation: `verify a four-hop chain, hops seen before, ${algorithm}`,
  needs,
  budget: {
    own: {
      text: '>= 0.7 of verifying one credential',
      isMet: ({ share }) => share >= 0.7,
    },
  },
  run: async (ours) => {
    const { participant, groups } = await ourChain(ours, { algorithm, ways: 1 })
    const { participant: one } = await ourVerification(ours, { algorithm })
    const result = await compare({
      ours: participant,
      bare: bareVerifications(groups),
      peers: [{ ...one, name: oneCredential }],
    })
    const share = result.ratioToPeers[oneCredential]
    const measured = `${share.toFixed(2)} of verifying one credential`
    return { ...result, ratioToPeers: {}, share, measured }
  },
}))

const unseen = ['EdDSA', 'ES256'].map((algorithm) => ({
  operation: `verify a four-hop chain, hops unseen, ${algorithm}`,
  needs,
  budget: { bare: 0.8 },
  run: async (ours) => {
    const { participant, groups } = await ourChain(ours, { algorithm, ways: unseenWays })
    return compare({ ours: participant, bare: bareVerifications(groups) })
  },
}))

export const rows = [...seen, ...unseen]
