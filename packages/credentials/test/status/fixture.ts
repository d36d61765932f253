import { epochSeconds } from '@fidecura/base'
import {
  createResolver,
  type Did,
  generateSigner,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
} from '@fidecura/identity'
import type { StatusEntry } from '../../src/credential.ts'
import { issueStatusList, type StatusListContent } from '../../src/status/issue-status-list.ts'
import type { StatusContext } from '../../src/status/list-reader.ts'
import { createStatusReader, type StatusReader } from '../../src/status/status-reader.ts'
import type { StatusSource, StatusToken } from '../../src/status/status-source.ts'

export const noon = epochSeconds(1_795_000_000)
export const hour = 3600
export const url = 'https://cardiology.example/status/1'
export const resolve: ResolveDid = createResolver({
  methods: { key: resolveDidKey, jwk: resolveDidJwk },
})

export function after(seconds: number) {
  return epochSeconds(noon + seconds)
}

export const department: Signer = await generateSigner()
export const stranger: Signer = await generateSigner()
/** Has the department's key id, and another key: what a forger can write. */
export const forger: Signer = Object.freeze({
  ...stranger,
  did: department.did,
  keyId: department.keyId,
})

export const tokenEntry: StatusEntry = Object.freeze({ kind: 'token', list: url, index: 7 })
export const bitstringEntry = Object.freeze({
  kind: 'bitstring',
  list: url,
  index: 7,
  purpose: 'revocation',
}) satisfies StatusEntry

type Overrides = Partial<Omit<StatusListContent, 'format'>>

export function tokenList(
  overrides: Overrides & { readonly sequence?: number } = {},
  signer = department,
): Promise<string> {
  return issueStatusList(Object.freeze({ ...plain, ...overrides, format: 'token' }), { signer })
}

export function bitstringList(
  overrides: Overrides & { purpose?: 'revocation' | 'suspension' } = {},
  signer = department,
): Promise<string> {
  const content = { purpose: 'revocation', ...plain, ...overrides, format: 'bitstring' } as const
  return issueStatusList(Object.freeze(content), { signer })
}

const plain = {
  url,
  size: 131_072,
  entries: [],
  issuedAt: after(-60),
  validUntil: after(24 * hour),
}

export function context(overrides: Partial<StatusContext> = {}): StatusContext {
  return Object.freeze({
    issuer: department.did as Did,
    now: noon,
    maxAgeSeconds: 60,
    ...overrides,
  })
}

export interface Shelf {
  readonly source: StatusSource
  readonly reader: StatusReader
  /** What the source hands out from now on. */
  put(token: string, fetchedAt?: StatusToken['fetchedAt'] | 'now'): void
  putHistory(token: string): void
  readonly calls: () => number
}

/** A reader over a source whose one list the test can replace. */
export function shelf(options: { readonly maxBytes?: number } = {}): Shelf {
  let list: { token: string; fetchedAt: StatusToken['fetchedAt'] | 'now' } | undefined
  let history: string | undefined
  let calls = 0
  const source: StatusSource = {
    async list(_, { now }) {
      calls++
      if (list === undefined) throw new Error('nothing was put')
      return { token: list.token, fetchedAt: list.fetchedAt === 'now' ? now : list.fetchedAt }
    },
    async history(_, { now }) {
      if (history === undefined) throw new Error('nothing was put')
      return { token: history, fetchedAt: now }
    },
  }
  return {
    source,
    reader: createStatusReader({ source, resolve, ...options }),
    put: (token, fetchedAt = 'now') => {
      list = { token, fetchedAt }
    },
    putHistory: (token) => {
      history = token
    },
    calls: () => calls,
  }
}

/** The payload of a token, to be changed in one place and signed again. */
export function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
