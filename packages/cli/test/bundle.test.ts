import { issueTrustBundle } from '@fidecura/credentials'
import { openKeyFile } from '@fidecura/identity/node'
import { describe, expect, test } from '@jest/globals'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  listUrl,
} from './credential-desk.ts'
import { passphrase } from './support.ts'

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
