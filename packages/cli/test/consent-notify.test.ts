import { readdirSync } from 'node:fs'
import type { Fetch } from '@fidecura/base'
import { createRegister } from '@fidecura/consent/register'
import { createHttpStatusSource, createVerifier } from '@fidecura/credentials'
import { createCommonResolver } from '@fidecura/identity'
import { openKeyFile } from '@fidecura/identity/node'
import { openStore } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import { passphrase } from './support.ts'

const record = 'urn:oid:2.999.1.1|R-4711'

const given = async (): Promise<ConsentDesk> => {
  const desk = await createConsentDesk()
  const registered = [...desk.registerArgs, '--identity', desk.path('identity.jwt')]
  await desk.yes([...desk.signArgs, ...registered, '--out', desk.path('consent.jwt'), '--yes'])
  return desk
}

const acting = (desk: ConsentDesk): readonly string[] => desk.registerArgs.slice(0, 4)

describe('fidecura consent notify, acknowledge and recipients', () => {
  test('hands notices over as files, and keeps what the recipient signs for', async () => {
    const desk = await given()
    const notify = ['consent', 'notify', ...acting(desk), '--out', desk.path('notices'), '--json']
    const { code, json } = await desk.run(notify)
    expect([code, json]).toMatchObject([0, { told: 2, failed: 0 }])
    const names = readdirSync(desk.path('notices'))
    const name = names.find((one) => one.startsWith('did_key_')) as string
    const notice = desk.path(`notices/${name}`)
    const acknowledge = ['consent', 'acknowledge', notice, '--register', desk.register]
    const own = ['--key', desk.path('department.key'), '--out', desk.path('received.jwt')]
    const signed = await desk.yes([...acknowledge, ...own])
    expect(signed.stdout).toContain('a statement is registered')
    const taken = await desk.run([
      ...['consent', 'register', desk.path('received.jwt'), ...acting(desk), '--json'],
    ])
    expect([taken.code, taken.json]).toMatchObject([
      0,
      { kind: 'acknowledgement', recipient: desk.department, change: 'registered' },
    ])
    const recipients = ['consent', 'recipients', desk.path('consent.jwt'), ...acting(desk)]
    const told = await desk.yes(recipients)
    expect(told.stdout).toContain(`${desk.department} signed for it`)
    expect(told.stdout).toContain('did:web:hospital.example told 2027')
  })

  test('signs for no notice that is for somebody else, or of another register', async () => {
    const desk = await given()
    await desk.yes(['consent', 'notify', ...acting(desk), '--out', desk.path('notices')])
    const [name] = readdirSync(desk.path('notices'))
    const notice = desk.path(`notices/${name}`)
    const acknowledge = ['consent', 'acknowledge', notice, '--json', '--register']
    const doctor = ['--key', desk.path('doctor.key')]
    const other = await desk.run([...acknowledge, desk.register, ...doctor])
    expect([other.code, other.json]).toMatchObject([
      1,
      { error: { code: 'notice_mismatch', place: notice } },
    ])
    const foreign = await desk.run([...acknowledge, desk.authority, ...doctor])
    expect(foreign.json).toMatchObject({ error: { code: 'register_wrong' } })
  })

  test('posts to an address, keeps the answer, and says whom it could not reach', async () => {
    const desk = await given()
    const posted: string[] = []
    const fetch: Fetch = async (url) => {
      posted.push(url)
      return new Response(null, { status: 204 })
    }
    const to = ['--to', `${desk.department}=https://lab.example/notices`]
    const { code, json } = await desk.run(['consent', 'notify', ...acting(desk), ...to, '--json'], {
      fetch,
    })
    expect(posted).toEqual(['https://lab.example/notices'])
    expect([code, json]).toMatchObject([3, { told: 1, failed: 1, codes: ['notice_failed'] }])
    const recipients = ['consent', 'recipients', desk.path('consent.jwt'), ...acting(desk)]
    expect((await desk.yes(recipients)).stdout).toContain('not told yet, tries so far: 1')
  })

  test.each([
    ['nowhere to tell', [], '--out'],
    ['an address without DID', ['--to', 'https://lab.example'], '--to'],
    ['an address that is not https', ['--to', 'did:web:lab.example=ftp://lab.example'], '--to'],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await given()
    const { code, json } = await desk.run(['consent', 'notify', ...acting(desk), ...more, '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})

describe('fidecura consent contradictions', () => {
  /** A register whose store was put back, and that went on as if nothing had been. */
  const divided = async (): Promise<ConsentDesk> => {
    const desk = await given()
    const attest = ['consent', 'attest', '--record', record, '--register-key']
    const word = async (store: string, out: string): Promise<void> => {
      const args = [desk.path('register.key'), '--store', desk.path(store), '--out', desk.path(out)]
      await desk.yes([...attest, ...args])
    }
    await word('register.sqlite', 'first.json')
    // The same number of entries, and others.
    const signer = await openKeyFile(desk.path('register.key'), { passphrase })
    const store = await openStore(desk.path('other.sqlite'))
    const fetch: Fetch = () => Promise.reject(new TypeError('none'))
    const status = createHttpStatusSource({ fetch })
    const resolve = createCommonResolver({ fetch })
    const verifier = createVerifier({ roots: [], resolve, clock: desk.clock.now, status })
    await createRegister({ signer, store: store.register, verifier }).stamp('A'.repeat(43))
    await store.close()
    desk.clock.advance(1)
    const registered = ['--register-key', desk.path('register.key'), ...desk.trust]
    const second = ['--store', desk.path('other.sqlite'), '--identity', desk.path('identity.jwt')]
    await desk.yes([...desk.signArgs, ...registered, ...second, '--kind', 'objection', '--yes'])
    await word('other.sqlite', 'second.json')
    return desk
  }

  test('finds none where there is none', async () => {
    const desk = await given()
    const list = ['consent', 'contradictions', 'list', '--store', desk.path('register.sqlite')]
    const { stdout } = await desk.yes(list)
    expect(stdout).toContain('No register that was seen here has contradicted itself')
  })

  test('saves two words that cannot both be true, for anybody to prove', async () => {
    const desk = await divided()
    const decide = async (set: string, nonce: string) => {
      const args = desk.decideArgs(await desk.present(nonce), nonce).slice(2)
      const rest = args.slice(args.indexOf('--root'))
      const by = ['--set', desk.path(set), '--register', desk.register]
      const store = ['--store', desk.path('lab.sqlite'), '--data-type', 'Observation', '--json']
      return desk.run(['consent', 'decide', ...by, ...store, ...rest])
    }
    await decide('first.json', 'n1')
    const { json } = await decide('second.json', 'n2')
    expect(json).toMatchObject({ error: { code: 'register_equivocates' } })
    const list = ['consent', 'contradictions', 'list', '--store', desk.path('lab.sqlite')]
    const found = await desk.run([...list, '--out', desk.path('proof'), '--json'])
    expect([found.code, found.json]).toMatchObject([
      1,
      { contradictions: [{ register: desk.register }] },
    ])
    const [file] = found.json['files'] as string[]
    const verify = ['consent', 'contradictions', 'verify', file as string, '--register']
    const proven = await desk.yes([...verify, desk.register])
    expect(proven.stdout).toContain('of which not both can be true')
    const other = await desk.run([...verify, desk.authority, '--json'])
    expect([other.code, other.json]).toMatchObject([
      1,
      { error: { code: 'register_wrong', place: file } },
    ])
    const { first } = JSON.parse(desk.read((file as string).slice(desk.folder.length + 1)))
    const same = desk.write('same.json', { first, second: first })
    const agrees = await desk.run([
      ...['consent', 'contradictions', 'verify', same, '--register', desk.register, '--json'],
    ])
    expect(agrees.json).toMatchObject({ error: { code: 'words_agree', place: same } })
  })
})
