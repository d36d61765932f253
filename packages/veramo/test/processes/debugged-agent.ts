import { createVerifier } from '@fidecura/credentials'
import { resolveDidKey } from '@fidecura/identity'
import { createAgent } from '@veramo/core'
import { createCredentialPlugin, quietAgent } from '../../src/index.ts'
import type { MethodsOf } from '../../src/quiet-agent.ts'
import { managersOf } from '../hospital.ts'

/** Runs with DEBUG set. Prints what an agent says of itself, by the name that the caller has for it. */
const verifier = createVerifier({ roots: [], resolve: resolveDidKey, clock: () => 0 as never })
const plugins = [...managersOf(), createCredentialPlugin({ verifier })]
const loud = createAgent<MethodsOf<typeof plugins>>({ plugins })
const agent = process.argv[2] === 'quiet' ? quietAgent(loud) : loud
await agent.didManagerCreate({ alias: 'canary-alias' })
await agent.verifyCredential({ credential: 'canary.token.text' })
