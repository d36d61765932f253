import { createAgent } from '@veramo/core'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import { normalizeCredential } from 'did-jwt-vc'
import { mustAccept, mustRefuse } from '../lib/refusals.mjs'
import { listUrl, revokedIndex } from '../lib/status-subject.mjs'
import { readBitstring } from './bitstring.mjs'
import { cachingResolver, refusesAltered } from './did-jwt-vc.mjs'
import { issueJwt, issueJwtList, issueJwtPool } from './jwt-credentials.mjs'

export const veramo = 'Veramo 7'

/** A Veramo agent that verifies W3C JWT credentials, with did-resolver's cache on. */
export async function veramoVerifies(key) {
  const tokens = await issueJwtPool(key)
  const agent = createAgent({ plugins: verifyingPlugins() })
  const verify = (token) => verified(agent, token)
  await mustAccept(veramo, 'a good credential', () => verify(tokens[0]))
  await refusesAltered(veramo, key, tokens[0], verify)
  return { name: veramo, run: (i) => verify(tokens[i % tokens.length]) }
}

/**
 * The same and its status. Veramo looks at the status of credentials given as objects alone, so
 * that is how they are given; the plugin that it asks verifies the list with the agent itself.
 */
export async function veramoVerifiesStatus(key) {
  const tokens = await issueJwtPool(key, { status: true })
  const lists = new Map([[listUrl, await issueJwtList(key)]])
  const agent = createAgent({ plugins: [...verifyingPlugins(), statusPlugin(lists)] })
  const verify = (token) => verified(agent, normalizeCredential(token))
  const revoked = await issueJwt(key, 0, { index: revokedIndex })
  await mustAccept(veramo, 'a good credential with status', () => verify(tokens[0]))
  await mustRefuse(veramo, 'a revoked credential', () => verify(revoked))
  await refusesAltered(veramo, key, tokens[0], verify)
  return { name: veramo, run: (i) => verify(tokens[i % tokens.length]) }
}

function verifyingPlugins() {
  return [
    new DIDResolverPlugin({ resolver: cachingResolver() }),
    new CredentialPlugin([new CredentialProviderJWT()]),
  ]
}

function statusPlugin(lists) {
  const checkCredentialStatus = async ({ credential }, context) => {
    const { statusListCredential, statusListIndex } = credential.credentialStatus
    const list = await verified(context.agent, lists.get(statusListCredential))
    const { credentialSubject, issuer } = list.verifiableCredential
    if (issuer.id !== credential.issuer.id) throw new Error('list of another issuer')
    const index = Number(statusListIndex)
    return { revoked: await readBitstring(credentialSubject.encodedList, index) }
  }
  return { methods: { checkCredentialStatus } }
}

async function verified(agent, credential) {
  const result = await agent.verifyCredential({ credential })
  if (!result.verified) throw new Error(result.error?.errorCode ?? 'not verified')
  return result
}
