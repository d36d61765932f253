import {
  createDidWebResolver,
  createResolver,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
} from '@fidecura/identity'
import { createDidWebvhResolver } from '@fidecura/identity/webvh'
import type { Environment } from './environment.ts'

/** The DID methods that the command knows. */
export function createCommandResolver({ fetch }: Pick<Environment, 'fetch'>): ResolveDid {
  return createResolver({
    methods: {
      key: resolveDidKey,
      jwk: resolveDidJwk,
      web: createDidWebResolver({ fetch }),
      webvh: createDidWebvhResolver({ fetch }),
    },
  })
}
