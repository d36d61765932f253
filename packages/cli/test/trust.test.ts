import { issueTrustBundle, issueTrustBundleDelta } from '@fidecura/credentials'
import { generateSigner, type Signer } from '@fidecura/identity'
import { openKeyFile } from '@fidecura/identity/node'
import { describe, expect, test } from '@jest/globals'
import { fingerprintOf } from '../src/lab/fingerprint.ts'
import { createDesk, type Desk, passphrase, terminal } from './support.ts'

const types = ['--types', 'licence,role']

function trust(desk: Desk, ...args: readonly string[]) {
  return desk.run(['trust', ...args, '--data', desk.path('lab'), '--json'])
}

async function publicKey(desk: Desk, name: string, did: string): Promise<Record<string, string>> {
  await desk.newKey(`${name}.key`, '--did', did)
  const { stdout, json } = await desk.yes(['keys', 'show', desk.path(`${name}.key`), '--json'])
  desk.write(`${name}.json`, stdout)
  return json as unknown as Record<string, string>
}

describe('fidecura trust', () => {
  test('takes a did:key at its word, and shows its fingerprint as people read it to each other', async () => {
    const desk = createDesk()
    const did = await desk.newKey('board.key')
    const { stdout } = await desk.yes(['keys', 'show', desk.path('board.key'), '--json'])
    const { thumbprint } = JSON.parse(stdout) as { thumbprint: string }
    expect((await trust(desk, 'add', did, ...types)).code).toBe(0)
    const { stdout: said } = await desk.yes(['trust', 'list', '--data', desk.path('lab')])
    const shown = await desk.yes(['keys', 'show', desk.path('board.key')])
    expect(shown.stdout).toContain(fingerprintOf(thumbprint))
    expect(said).toContain(`fingerprint ${fingerprintOf(thumbprint)}`)
    expect(fingerprintOf(thumbprint)).toMatch(/^(?:[0-9A-F]{4} ){15}[0-9A-F]{4}$/)
    expect((await trust(desk, 'list')).json).toMatchObject({
      trusted: [{ as: 'root', did, keys: [{ thumbprint }] }],
    })
  })

  test('takes nobody on the web without a key that somebody compared', async () => {
    const desk = createDesk()
    const did = 'did:web:board.example'
    const { thumbprint = '' } = await publicKey(desk, 'board', did)
    const { json } = await trust(desk, 'add', did, ...types)
    expect(json).toMatchObject({ error: { code: 'usage', place: '--key' } })
    for (const key of [fingerprintOf(thumbprint), thumbprint, desk.path('board.json')]) {
      const added = await trust(desk, 'add', did, ...types, '--key', key)
      expect(added.json).toMatchObject({ trusted: [{ keys: [{ thumbprint }] }] })
      expect((await trust(desk, 'remove', did)).json).toEqual({ trusted: [] })
    }
    // Of whoever signs bundles it needs the key itself, which no fingerprint is.
    const signer = ['add', did, '--bundle-signer', '--key', fingerprintOf(thumbprint)]
    const short = await trust(desk, ...signer)
    expect(short.json).toMatchObject({ error: { code: 'usage', place: '--key', takes: ['FILE'] } })
    const own = await trust(
      desk,
      'add',
      await desk.newKey('own.key'),
      ...types,
      '--key',
      thumbprint,
    )
    expect(own.json).toMatchObject({ error: { code: 'usage', place: '--key' } })
  })

  test('changes pinned keys only where somebody says so, having seen both', async () => {
    const desk = createDesk()
    const did = 'did:web:board.example'
    const old = await publicKey(desk, 'old', did)
    const fresh = await publicKey(desk, 'fresh', did)
    await trust(desk, 'add', did, '--register', '--key', desk.path('old.json'))
    const again = ['trust', 'add', did, '--register', '--key', desk.path('fresh.json')]
    const known = await desk.run([...again, '--data', desk.path('lab')])
    expect(known.stderr).toMatch(/trust_entry_exists.*\n.*trust pin.*trust remove/)
    const { json } = await desk.run([...again, '--data', desk.path('lab'), '--json'])
    expect(json).toMatchObject({ error: { code: 'trust_entry_exists' } })
    const pin = ['trust', 'pin', did, '--key', desk.path('fresh.json'), '--data', desk.path('lab')]
    expect((await desk.run(pin)).stderr).toContain('confirmation_missing')
    const declined = await desk.run(pin, { stdin: terminal('n') })
    expect(declined.code).toBe(1)
    expect(declined.stderr).toContain(fingerprintOf(old['thumbprint'] ?? ''))
    expect(declined.stderr).toContain(fingerprintOf(fresh['thumbprint'] ?? ''))
    expect((await trust(desk, 'list')).stdout).toContain(old['thumbprint'])
    await desk.yes([...pin, '--yes'])
    expect((await trust(desk, 'list')).stdout).toContain(fresh['thumbprint'])
    const other = await trust(
      desk,
      'pin',
      'did:web:x.example',
      '--key',
      old['thumbprint'] ?? '',
      '--yes',
    )
    expect(other.json).toMatchObject({ error: { code: 'trust_entry_missing' } })
  })

  test.each([
    ['a member that is misspelt', { pins: [] }],
    ['a root without keys', { roots: [{ did: 'did:web:a.example', types: ['x:y'] }] }],
    ['a root with no keys', { roots: [{ did: 'did:web:a.example', types: ['x:y'], keys: [] }] }],
    ['a register without keys', { registers: [{ did: 'did:web:a.example', keys: 'any' }] }],
  ])('refuses a file with %s', async (_, members) => {
    const desk = createDesk()
    desk.write('trust.json', {
      ...{ version: 'urn:fidecura:trust:1', roots: [], registers: [], ...members },
    })
    const { json } = await desk.run(['trust', 'list', '--data', desk.folder, '--json'])
    expect(json).toMatchObject({ error: { code: 'file_unexpected' } })
  })
})

describe('fidecura bundle fetch', () => {
  const content = (desk: Desk, sequence: number) => ({
    ...{ sequence, issuedAt: desk.clock.now(), documents: [], lists: [] },
  })

  async function withSigner(): Promise<{ desk: Desk; signer: Signer }> {
    const desk = createDesk()
    const did = await desk.newKey('signer.key')
    await trust(desk, 'add', did, '--bundle-signer')
    const signer = await openKeyFile(desk.path('signer.key'), { passphrase })
    return { desk, signer }
  }

  const fetched = (desk: Desk, from: string) =>
    desk.run(['bundle', 'fetch', from, '--data', desk.path('lab'), '--json'])

  test('takes a bundle over from a file or as a hospital serves it, and what has changed since', async () => {
    const { desk, signer } = await withSigner()
    const first = await issueTrustBundle(content(desk, 7), { signer })
    const carried = await fetched(desk, desk.write('stick.jwt', `${first}\n`))
    expect(carried.json).toMatchObject({ sequence: 7, signer: signer.did })
    const second = await issueTrustBundle(content(desk, 8), { signer })
    const served = await desk.run(
      ['bundle', 'fetch', 'https://hospital.example/trust-bundle', '--data', desk.path('lab')],
      { fetch: async () => Response.json({ bundle: second }) },
    )
    expect(served.stdout).toContain('number 8')
    const since = { signer, since: [second] } as const
    const delta = await issueTrustBundleDelta(content(desk, 9), since)
    expect((await fetched(desk, desk.write('delta.jwt', delta))).json).toMatchObject({
      sequence: 9,
    })
    expect(desk.read('lab/bundle.jwt')).toBe(`${second}\n${delta}\n`)
  })

  test('takes nothing over plain HTTP, nor where nobody is trusted yet', async () => {
    const { desk, signer } = await withSigner()
    const plain = await fetched(desk, 'http://hospital.example/trust-bundle')
    expect(plain.json).toMatchObject({ error: { code: 'usage', takes: ['https://…', 'FILE'] } })
    const bundle = desk.write('b.jwt', await issueTrustBundle(content(desk, 7), { signer }))
    const none = await desk.run([
      'bundle',
      'fetch',
      bundle,
      '--data',
      desk.path('mistyped'),
      '--json',
    ])
    expect(none.json).toMatchObject({ error: { code: 'trust_missing' } })
  })

  test('takes no older one in the place of a newer', async () => {
    const { desk, signer } = await withSigner()
    const newer = await issueTrustBundle(content(desk, 8), { signer })
    const older = await issueTrustBundle(content(desk, 7), { signer })
    await fetched(desk, desk.write('newer.jwt', newer))
    const { code, json } = await fetched(desk, desk.write('older.jwt', older))
    expect([code, json]).toMatchObject([1, { error: { code: 'bundle_rolled_back' } }])
    expect(desk.read('lab/bundle.jwt')).toBe(`${newer}\n`)
  })

  test('takes none of another signer, nor of the pinned key in another name', async () => {
    const { desk, signer } = await withSigner()
    const stranger = await generateSigner()
    const foreign = await issueTrustBundle(content(desk, 7), { signer: stranger })
    const first = await fetched(desk, desk.write('foreign.jwt', foreign))
    expect(first.json).toMatchObject({ error: { code: 'bundle_untrusted' } })
    const renamed = { ...signer, did: stranger.did, keyId: stranger.keyId }
    const posed = await issueTrustBundle(content(desk, 7), { signer: renamed })
    const second = await fetched(desk, desk.write('posed.jwt', posed))
    expect(second.json).toMatchObject({ error: { code: 'bundle_untrusted' } })
  })

  test('takes none where nobody is trusted to sign them', async () => {
    const desk = createDesk()
    await trust(desk, 'add', await desk.newKey('root.key'), ...types)
    const signer = await openKeyFile(desk.path('root.key'), { passphrase })
    const bundle = await issueTrustBundle(content(desk, 7), { signer })
    const { json } = await fetched(desk, desk.write('b.jwt', bundle))
    expect(json).toMatchObject({ error: { code: 'bundle_untrusted' } })
  })
})
