import { createAgent } from '@veramo/core'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { getDidKeyResolver, KeyDIDProvider } from '@veramo/did-provider-key'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import { KeyManager, MemoryKeyStore, MemoryPrivateKeyStore } from '@veramo/key-manager'
import { KeyManagementSystem } from '@veramo/kms-local'
import { Resolver } from 'did-resolver'
import { credentialV1Of } from '../lib/subject.mjs'

const keyTypes = { ES256: 'Secp256r1', EdDSA: 'Ed25519' }

const agent = createAgent({
  plugins: [
    new KeyManager({
      store: new MemoryKeyStore(),
      kms: { local: new KeyManagementSystem(new MemoryPrivateKeyStore()) },
    }),
    new DIDManager({
      store: new MemoryDIDStore(),
      defaultProvider: 'did:key',
      providers: { 'did:key': new KeyDIDProvider({ defaultKms: 'local' }) },
    }),
    new DIDResolverPlugin({ resolver: new Resolver(getDidKeyResolver()) }),
    new CredentialPlugin([new CredentialProviderJWT()]),
  ],
})

export async function issue(_format, algorithm) {
  const { did } = await agent.didManagerCreate({ options: { keyType: keyTypes[algorithm] } })
  const credential = credentialV1Of({ id: did })
  const { proof } = await agent.createVerifiableCredential({ credential, proofFormat: 'jwt' })
  return { token: proof.jwt, issuer: did }
}

export async function verify(_format, { token }) {
  const result = await agent.verifyCredential({ credential: token })
  if (!result.verified) throw new Error(result.error?.message ?? 'not verified')
}
