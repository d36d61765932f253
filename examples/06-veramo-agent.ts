// An agent of Veramo gains our formats by one plugin, and refuses what Veramo alone would accept.
import { epochSeconds, formatDateTime } from '@fidecura/base'
import { createVerifier } from '@fidecura/credentials'
import { parseDid, resolveDidKey as resolve } from '@fidecura/identity'
import {
  createCredentialPlugin,
  createDidKeyProvider,
  createMemorySignerStore,
  createSignerKms,
  type MethodsOf,
  quietAgent,
} from '@fidecura/veramo'
import { createAgent } from '@veramo/core'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { KeyManager, MemoryKeyStore } from '@veramo/key-manager'

const now = epochSeconds(Math.floor(Date.now() / 1000))
const date = (seconds: number) => formatDateTime(epochSeconds(now + seconds))

// The agent as it was: it manages keys, which never leave their signers, and DIDs.
const kms = { signers: createSignerKms({ name: 'signers', store: createMemorySignerStore() }) }
const providers = { 'did:key': createDidKeyProvider({ kms: 'signers' }) }
const managers = [
  new KeyManager({ store: new MemoryKeyStore(), kms }),
  new DIDManager({ store: new MemoryDIDStore(), defaultProvider: 'did:key', providers }),
]
const keeper = quietAgent(createAgent<MethodsOf<typeof managers>>({ plugins: managers }))
const club = await keeper.didManagerCreate({ alias: 'club' })
const member = await keeper.didManagerCreate({ alias: 'member' })

// The agent with one more plugin, whose verifier trusts the club. Had it a credential plugin already, that
// would be named as `others` of ours, which would come in its place: { verifier, others: theirs }.
const type = 'urn:example:membership:1'
const roots = [{ did: parseDid(club.did), types: [type] }]
const verifier = createVerifier({ roots, resolve, clock: () => now })
const plugins = [...managers, createCredentialPlugin({ verifier })]
const agent = quietAgent(createAgent<MethodsOf<typeof plugins>>({ plugins }))

const issue = (validFrom: string, validUntil: string) =>
  agent.createVerifiableCredential({
    credential: {
      issuer: club.did,
      type: [type],
      credentialSubject: { id: member.did, name: 'Ada Example' },
      validFrom,
      validUntil,
    },
    proofFormat: 'vc+jwt',
  })
const good = await agent.verifyCredential({ credential: await issue(date(0), date(3600)) })
console.log(`today: ${good.verified ? good.credential.claims['name'] : good.error.errorCode}`)
const old = await agent.verifyCredential({ credential: await issue(date(-7200), date(-3600)) })
console.log(`an hour after its end: ${old.verified ? 'accepted' : old.error.errorCode}`)
const forged = { ...(await issue(date(0), date(3600))), credentialSubject: { name: 'Eve Example' } }
const told = await agent.verifyCredential({ credential: forged })
console.log(`with another name beside the token: ${told.verified || told.error.errorCode}`)
