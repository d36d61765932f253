import { createHttpStatusSource, createVerifier, type Verifier } from '@fidecura/credentials'
import type { Environment } from './environment.ts'
import { createCommandResolver } from './resolver.ts'

/** For a register that only gives its word, and judges nobody. */
export function trustNobody(environment: Environment): Verifier {
  const { clock, fetch } = environment
  const resolve = createCommandResolver(environment)
  return createVerifier({ roots: [], resolve, clock, status: createHttpStatusSource({ fetch }) })
}
