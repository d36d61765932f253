import type { Fetch } from '@fidecura/base'
import { issueTrustBundle } from '@fidecura/credentials'
import { openKeyFile } from '@fidecura/identity/node'
import { describe, expect, test } from '@jest/globals'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  listUrl,
} from './credential-desk.ts'
import { passphrase, type Run } from './support.ts'

/** A bundle by the authority with its list as of now. */
async function makeBundle(desk: CredentialDesk, name: string, sequence: number): Promise<void> {
  await desk.publish()
  const signer = await openKeyFile(desk.path('authority.key'), { passphrase })
  const fetchedAt = desk.clock.now()
  const list = desk.read('www/board.example/status/1.jwt')
  const history = desk.read('www/board.example/status/1/history.jwt')
  const content = {
    ...{ sequence, issuedAt: fetchedAt, documents: [] },
    lists: [{ url: listUrl, token: list, fetchedAt }],
    histories: [{ url: listUrl, token: history, fetchedAt }],
  }
  desk.write(name, await issueTrustBundle(content, { signer }))
}

function offline(desk: CredentialDesk, verb: string, bundle: string): readonly string[] {
  return [
    ...['credential', verb, desk.path('licence.jwt'), '--json', ...desk.trust.slice(0, 2)],
    ...['--bundle', desk.path(bundle), '--bundle-signer', desk.authority],
    ...['--store', desk.path('verifier.sqlite')],
  ]
}

/** What the authority signs by the command, of its list as of now. */
async function byCommand(
  desk: CredentialDesk,
  name: string,
  ...more: readonly string[]
): Promise<Run> {
  await desk.publish()
  const verb = more.includes('--since') ? 'delta' : 'create'
  return desk.run([
    ...['bundle', verb, '--key', desk.path('authority.key'), '--list', listUrl],
    ...['--status-dir', desk.path('www'), '--out', desk.path(name), '--json', ...more],
  ])
}

describe('fidecura bundle create and delta', () => {
  test('make what verifies without network, and what has changed since', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const made = await byCommand(desk, 'trust.jwt')
    expect([made.code, made.json]).toMatchObject([
      0,
      {
        signer: desk.authority,
        sequence: desk.clock.now(),
        carried: { documents: 0, lists: 1, histories: 1, chain: 0 },
      },
    ])
    expect(made.json['token']).toBe(desk.read('trust.jwt').trim())
    const verify = offline(desk, 'verify', 'trust.jwt')
    expect((await desk.run(verify)).json).toMatchObject({ verdict: 'passed' })

    desk.clock.advance(10)
    const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
    await desk.yes(['credential', 'suspend', id, ...own])
    const since = ['--since', desk.path('trust.jwt')]
    const delta = await byCommand(desk, 'delta-1.jwt', ...since)
    expect([delta.code, delta.json]).toMatchObject([0, { sequence: desk.clock.now() }])
    const withDelta = [...verify, '--bundle-delta', desk.path('delta-1.jwt')]
    const suspended = await desk.run(withDelta)
    expect([suspended.code, suspended.json]).toMatchObject([
      1,
      { error: { code: 'status_suspended' } },
    ])
    // Without what came after it, the bundle is one that was rolled back.
    expect((await desk.run(verify)).json).toMatchObject({ error: { code: 'bundle_rolled_back' } })

    desk.clock.advance(10)
    await desk.yes(['credential', 'reinstate', id, ...own])
    await byCommand(desk, 'delta-2.jwt', ...since, desk.path('delta-1.jwt'))
    const both = await desk.run([...withDelta, desk.path('delta-2.jwt')])
    expect([both.code, both.json]).toMatchObject([0, { verdict: 'passed' }])
    const gap = [...verify, '--bundle-delta', desk.path('delta-2.jwt')]
    expect((await desk.run(gap)).json).toMatchObject({ error: { code: 'bundle_delta_mismatch' } })
  })

  test('carry accreditations and documents, and stop where one cannot be had', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const chain = ['--chain', desk.path('licence.jwt')]
    const { json } = await byCommand(desk, 'trust.jwt', ...chain)
    expect(json).toMatchObject({ carried: { chain: 1 } })
    const hosted = ['--did', 'did:web:hospital.example']
    const unknown = await byCommand(desk, 'other.jwt', ...hosted)
    expect([unknown.code, unknown.json]).toMatchObject([3, { error: { place: '--did' } }])
    const absent = await byCommand(desk, 'other.jwt', '--list', 'https://board.example/status/9')
    expect([absent.code, absent.json]).toMatchObject([
      3,
      { error: { code: 'status_unreachable', place: '--list' } },
    ])
    expect(() => desk.read('other.jwt')).toThrow()
  })

  test('carry a hosted document that was fetched, and lists without a history', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await desk.publish()
    const did = 'did:web:board.example'
    const key = await desk.newKey('web.key', '--did', did).then(() => desk.path('web.key'))
    const shown = await desk.yes(['keys', 'show', key, '--json'])
    const file = desk.write('web.json', shown.stdout)
    const document = await desk.yes(['did', 'document', did, '--key', file, '--json'])
    const list = desk.read('www/board.example/status/1.jwt')
    const fetch: Fetch = async (input) => {
      const { pathname } = new URL(String(input))
      if (pathname === '/.well-known/did.json') return new Response(document.stdout)
      if (pathname === '/status/1') return new Response(list)
      return new Response('', { status: 404 })
    }
    const args = ['--key', desk.path('authority.key'), '--did', did, '--list', listUrl, '--json']
    const { json } = await desk.yes(['bundle', 'create', ...args], { fetch })
    expect(json['carried']).toEqual({ documents: 1, lists: 1, histories: 0, chain: 0 })
  })

  test('sign no delta whose number is not higher, and take no number that is none', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await byCommand(desk, 'trust.jwt', '--sequence', '7')
    const since = ['--since', desk.path('trust.jwt'), '--sequence', '7']
    const same = await byCommand(desk, 'delta.jwt', ...since)
    expect([same.code, same.json]).toMatchObject([1, { error: { code: 'bundle_malformed' } }])
    const odd = await byCommand(desk, 'odd.jwt', '--sequence', '-1')
    expect([odd.code, odd.json]).toMatchObject([2, { error: { place: '--sequence' } }])
  })
})

describe('fidecura credential check --bundle', () => {
  test('verifies without network, for now', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await makeBundle(desk, 'trust.jwt', 1)
    const { code, json } = await desk.run(offline(desk, 'verify', 'trust.jwt'))
    expect([code, json]).toMatchObject([0, { verdict: 'passed', kind: 'now' }])
  })

  test('cannot tell from lists that are too old, yet tells as an archive', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    desk.clock.advance(10)
    await makeBundle(desk, 'trust.jwt', 1)
    desk.clock.advance(7200)
    const live = await desk.run(offline(desk, 'check', 'trust.jwt'))
    expect([live.code, live.json]).toMatchObject([3, { verdict: 'unknown' }])
    expect(live.stdout).toContain('"status_list_stale"')
    const archive = await desk.run([...offline(desk, 'verify', 'trust.jwt'), '--archive'])
    expect([archive.code, archive.json]).toMatchObject([
      0,
      { kind: 'past', credential: { asKnownAt: desk.clock.now() - 7200 } },
    ])
    const words = offline(desk, 'check', 'trust.jwt').filter((arg) => arg !== '--json')
    const { stdout } = await desk.run([...words, '--archive'])
    expect(stdout).toContain('As known at 2027-01-15T08:00:10Z')
  })

  test('remembers the newest bundle and the clock', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await makeBundle(desk, 'old.jwt', 1)
    await makeBundle(desk, 'new.jwt', 2)
    await desk.yes(offline(desk, 'verify', 'new.jwt'))
    const old = await desk.run(offline(desk, 'verify', 'old.jwt'))
    expect([old.code, old.json]).toMatchObject([
      1,
      { error: { code: 'bundle_rolled_back', place: desk.path('old.jwt') } },
    ])
    desk.clock.advance(-30)
    const back = await desk.run(offline(desk, 'verify', 'new.jwt'))
    expect([back.code, back.json]).toMatchObject([
      1,
      { error: { code: 'bundle_clock_rolled_back' } },
    ])
  })

  test('takes no bundle of another signer, and nothing that is none', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await makeBundle(desk, 'trust.jwt', 1)
    const foreign = offline(desk, 'verify', 'trust.jwt').map((arg, index, all) =>
      all[index - 1] === '--bundle-signer' ? desk.doctor : arg,
    )
    const other = await desk.run(foreign)
    expect([other.code, other.json]).toMatchObject([1, { error: { code: 'bundle_untrusted' } }])
    desk.write('bad.jwt', 'CANARY')
    const bad = await desk.run(offline(desk, 'verify', 'bad.jwt'))
    expect([bad.code, bad.json]).toMatchObject([
      1,
      { error: { code: 'bundle_malformed', place: desk.path('bad.jwt') } },
    ])
    expect(bad.stdout).not.toContain('CANARY')
  })

  test.each([
    ['without its signer', '--bundle-signer'],
    ['without a store to remember it', '--store'],
    ['without roots, for it brings none', '--root'],
  ])('takes no bundle %s', async (_, option) => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await makeBundle(desk, 'trust.jwt', 1)
    const args = offline(desk, 'verify', 'trust.jwt')
    const at = args.indexOf(option)
    const { code, json } = await desk.run(args.filter((_arg, n) => n !== at && n !== at + 1))
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: option } }])
  })

  test('takes no second source of status beside it', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    await makeBundle(desk, 'trust.jwt', 1)
    const more = ['--status-dir', desk.path('www')]
    const { code, json } = await desk.run([...offline(desk, 'verify', 'trust.jwt'), ...more])
    expect([code, json]).toMatchObject([2, { error: { place: '--status-dir' } }])
  })
})
