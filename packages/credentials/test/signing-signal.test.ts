import { epochSeconds } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { dataIntegrity } from '../src/data-integrity/index.ts'
import {
  CredentialError,
  createIssuer,
  createMemoryIssuedStore,
  createPresentation,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  issueTrustBundle,
  issueTrustBundleDelta,
  presentCredential,
  presentCredentials,
  type RevocationContext,
  type RevocationOrder,
  type StatusListContent,
} from '../src/index.ts'
import { approveRevocationOrder, signRevocationOrder } from '../src/switch/index.ts'

const noon = epochSeconds(1_800_000_000)
const validUntil = epochSeconds(noon + 3600)
const url = 'https://issuer.example/status/1'
const signer: Signer = await generateSigner({ algorithm: 'EdDSA' })
const contents = {
  ...{ type: 'urn:example:badge:1', subject: signer.did, holderKey: signer.publicKey },
  ...{ claims: { level: 'one' }, validFrom: noon, validUntil, issuedAt: noon },
}
const week = { ...contents, validUntil: epochSeconds(noon + 604_800) }
const held = await issueCredential(contents, { signer, format: 'dc+sd-jwt' })
// Which has no key binding of its own.
const unbound = await issueCredential(contents, { signer, format: 'vc+jwt' })
const asked = { audience: 'https://platform.example', nonce: 'n', issuedAt: noon } as const
const shown = { ...asked, disclose: 'all' } as const
const bundle = {
  ...{ sequence: 1, issuedAt: noon, documents: [], lists: [], histories: [], chain: [] },
}
const first = await issueTrustBundle(bundle, { signer })
const order: RevocationOrder = {
  ...{ id: 'urn:uuid:1', issuer: signer.did, selection: { everything: true } as const },
  expiresAt: validUntil,
}
const proposed = await signRevocationOrder(order, { signer, issuedAt: noon })
const list: StatusListContent = {
  ...{ format: 'token' as const, url, size: 131_072, entries: [], issuedAt: noon, validUntil },
}

const office = () =>
  createIssuer({ signer, store: createMemoryIssuedStore(), clock: () => noon, listUrl: url })

interface Call {
  readonly signer: Signer
  readonly signal?: AbortSignal
}

describe('whoever stops waiting for a signature is not kept: in', () => {
  test.each<[string, (call: Call) => Promise<unknown>]>([
    ['issueCredential, vc+jwt', (call) => issueCredential(contents, { ...call, format: 'vc+jwt' })],
    ['dc+sd-jwt', (call) => issueCredential(contents, { ...call, format: 'dc+sd-jwt' })],
    ['Data Integrity', (call) => issueCredential(contents, { ...call, format: dataIntegrity() })],
    ['Issuer.issue', ({ signal }) => office().issue(contents, { format: 'vc+jwt', signal })],
    [
      'Issuer.issueBatch',
      ({ signal }) =>
        office().issueBatch(week, {
          format: 'vc+jwt',
          holderKeys: [signer.publicKey],
          signal,
        }),
    ],
    ['Issuer.publish', ({ signal }) => office().publish({ signal })],
    ['issueStatusList', (call) => issueStatusList(list, call)],
    [
      'issueStatusHistory',
      (call) => issueStatusHistory({ url, changes: [], issuedAt: noon }, call),
    ],
    ['issueTrustBundle', (call) => issueTrustBundle(bundle, call)],
    [
      'issueTrustBundleDelta',
      (call) => issueTrustBundleDelta({ ...bundle, sequence: 2 }, { ...call, since: [first] }),
    ],
    ['presentCredential', (call) => presentCredential(held, { ...shown, ...call })],
    ['presentCredentials', (call) => presentCredentials([held], { ...shown, ...call })],
    [
      'createPresentation',
      (call) => createPresentation([unbound], { ...shown, ...call, format: 'vp+jwt' }),
    ],
    ['signRevocationOrder', (call) => signRevocationOrder(order, { ...call, issuedAt: noon })],
    [
      'approveRevocationOrder',
      (call) => approveRevocationOrder(proposed, { ...call, issuedAt: noon }),
    ],
  ])('%s', async (_, sign) => {
    await expect(sign({ signer })).resolves.toBeDefined()
    await expect(sign({ signer, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
      outcome: 'unknown',
    })
  })
})

test('an issuer hands the signal of a call on to whoever must agree to a revocation', async () => {
  const seen: unknown[] = []
  const refuse = async (_: unknown, { signal }: RevocationContext): Promise<never> => {
    seen.push(signal)
    throw new CredentialError('revocation_order_not_found', 'Nobody agrees')
  }
  const issuer = createIssuer({
    ...{ signer, store: createMemoryIssuedStore(), clock: () => noon, listUrl: url },
    revocation: { propose: refuse, approve: refuse },
  })
  const submission = { order: proposed, role: unbound }
  const { signal } = new AbortController()
  for (const act of [issuer.proposeRevocation, issuer.approveRevocation]) {
    await expect(act(submission as never, { signal })).rejects.toMatchObject({
      code: 'revocation_order_not_found',
    })
  }
  expect(seen).toEqual([signal, signal])
})
