import { createVerifier } from '@fidecura/credentials'
import { parseDid, resolveDidKey } from '@fidecura/identity'
import {
  createConsentPlugin,
  createCredentialPlugin,
  createCredentialProvider,
  type MethodsOf,
  quietAgent,
} from '@fidecura/veramo'
import { describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import type { IAgentPlugin, ICredentialPlugin, ICredentialStatusVerifier } from '@veramo/core-types'
import { CredentialPlugin, type ICredentialProvider } from '@veramo/credential-w3c'
import { createHospital, managersOf, now } from './hospital.ts'

const register = { did: parseDid('did:example:register'), keys: 'any' } as const
const verifier = createVerifier({ roots: [], resolve: resolveDidKey, clock: () => now })

// Each assignment is a test of types: ours must fit where Veramo's are taken.
const provider: ICredentialProvider = createCredentialProvider({ verifier })
const plugin: IAgentPlugin = createCredentialPlugin({ verifier })
const methods: ICredentialPlugin & ICredentialStatusVerifier = createCredentialPlugin({
  verifier,
  others: new CredentialPlugin([provider]),
}).methods

describe('the types of an agent', () => {
  test('know our methods, and no misspelt name', async () => {
    const { agent } = await createHospital()
    // @ts-expect-error - no plugin has this method
    expect(agent.verifyCredentials).toBeUndefined()
    // @ts-expect-error - no plugin has this method
    expect(agent.consentSignStatment).toBeUndefined()
    // @ts-expect-error - Veramo's own methods are known by name, too
    expect(agent.didManagerCreat).toBeUndefined()
    expect(agent.verifyCredential).toBeInstanceOf(Function)
    expect(agent.consentSignStatement).toBeInstanceOf(Function)
    expect(agent.didManagerCreate).toBeInstanceOf(Function)
  })

  test('know what a method takes', async () => {
    const { agent } = await createHospital()
    // @ts-expect-error - without a nonce and an audience
    await agent.verifyPresentation({ presentation: 'a~b' })
    // @ts-expect-error - a misspelt argument
    await agent.verifyCredential({ credential: 'a.b.c', chains: [] })
    // @ts-expect-error - a presentation that nobody verified
    await expect(agent.consentDecide({ presentation: {} })).rejects.toMatchObject({
      code: 'credential_not_verified',
    })
  })

  test('ask whether it was verified before they give the credential', async () => {
    const { agent } = await createHospital()
    const result = await agent.verifyCredential({ credential: 'a.b.c' })
    // @ts-expect-error - not there unless `verified` is true
    expect(result.credential).toBeUndefined()
    expect(result.verified).toBe(false)
  })

  test('fit where Veramo takes its own', async () => {
    expect(provider.canIssueProofFormat({ proofFormat: 'vc+jwt' })).toBe(true)
    expect(Object.keys(plugin.methods ?? {}).toSorted()).toEqual(Object.keys(methods).toSorted())
  })
})

describe('quietAgent', () => {
  test('is the same agent, with the context that it was given', async () => {
    const plugins = [{ methods: { whoAmI: async (_args: object, context: object) => context } }]
    const agent = createAgent<MethodsOf<typeof plugins>>({ plugins, context: { tenant: 'one' } })
    expect(quietAgent(agent)).toBe(agent)
    await expect(agent.whoAmI({})).resolves.toEqual({ tenant: 'one', agent })
  })

  test('refuses a plugin behind ours that would verify in its place', () => {
    const theirs = new CredentialPlugin([provider])
    const ours = createCredentialPlugin({ verifier })
    const agentOf = (plugins: readonly IAgentPlugin[]) => createAgent({ plugins: [...plugins] })
    expect(() => quietAgent(agentOf([ours, theirs]))).toThrow(
      expect.objectContaining({ code: 'argument_refused', place: 'listUsableProofFormats' }),
    )
    const agent = agentOf([theirs, ours])
    expect(quietAgent(agent)).toBe(agent)
  })

  test('takes an agent to which only some of our methods are open', () => {
    const plugins = [createCredentialPlugin({ verifier })]
    const agent = createAgent({ plugins, authorizedMethods: ['verifyCredential'] })
    expect(quietAgent(agent)).toBe(agent)
  })

  test('refuses a method that no plugin has', async () => {
    const agent = quietAgent(createAgent({ plugins: managersOf() }))
    for (const name of ['verifyCredential', 'toString', '__proto__']) {
      await expect(agent.execute(name, {})).rejects.toMatchObject({ code: 'method_not_found' })
    }
  })

  test('goes by what the plugins of an agent authorise', async () => {
    const plugins = [createConsentPlugin({ verifier, register, combine: 'newest' })]
    const agent = quietAgent(createAgent({ plugins, authorizedMethods: ['consentDecide'] }))
    await expect(agent.execute('consentVerifyStatement', {})).rejects.toMatchObject({
      code: 'method_not_found',
    })
  })
})
