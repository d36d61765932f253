import { same } from '../lib/expect.mjs'
import { edwardsCases, weakKeys } from './edwards-cases.mjs'
import { primeCases } from './prime-cases.mjs'

/** Signatures over one text on which implementations are known to differ, and the one verdict we want. */
export function edgeCases({ base, identity }, verdicts) {
  const text = base.encodeUtf8('what is signed')
  const check = (name, wanted, judge) => [
    name,
    async () => {
      verdicts[name] = await judge()
      same(verdicts[name], wanted)
    },
  ]
  const judge = async ({ jwk, signature }) => {
    try {
      const key = await identity.importVerificationKey(identity.parsePublicJwk(jwk))
      const bytes = typeof signature === 'string' ? base.decodeBase64url(signature) : signature
      return (await identity.verifySignature(key, text, bytes)) ? 'accepted' : 'refused'
    } catch (error) {
      return error.code ?? `${error.name}: ${error.message}`
    }
  }
  const signatures = [...edwardsCases(base), ...primeCases()]
  return Object.fromEntries([
    ...signatures.map((each) => check(each.name, each.verdict, () => judge(each))),
    ...weakKeys.map(({ name, jwk }) =>
      check(name, 'jwk_malformed', () => judge({ jwk, signature: new Uint8Array(64) })),
    ),
  ])
}
