import { createCommonResolver, type ResolveDid } from '@fidecura/identity'
import { createDidWebvhResolver } from '@fidecura/identity/webvh'
import type { Environment } from './environment.ts'

/** The DID methods that the command knows. */
export function createCommandResolver({ fetch }: Pick<Environment, 'fetch'>): ResolveDid {
  return createCommonResolver({ fetch, methods: { webvh: createDidWebvhResolver({ fetch }) } })
}
