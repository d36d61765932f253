import { readdirSync, readFileSync } from 'node:fs'
import type { Fetch, JsonObject } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type AtWorld, createAtWorld, origin, recordSystem, rowOf, url } from './at-world.ts'
import type { Desk, Run } from './support.ts'

let world: AtWorld
let desk: Desk

beforeAll(async () => {
  world = await createAtWorld()
  desk = world.desk
  for (const name of ['ada', 'wen']) await world.appoint(name, ['HSYSADMIN', 'PATADMIN'])
  await world.appoint('lin')
})
afterAll(async () => {
  await world?.close()
  // Every answer that a command got is one that the service describes.
  expect(world?.faults).toEqual([])
})

const at: AtWorld['at'] = (...args) => world.at(...args)
const yes: AtWorld['yes'] = (...args) => world.yes(...args)
const items: AtWorld['items'] = (...args) => world.items(...args)
const claim: AtWorld['claim'] = (...args) => world.claim(...args)
const liedTo: AtWorld['liedTo'] = (...args) => world.liedTo(...args)
const byDesk: AtWorld['byDesk'] = (...args) => world.byDesk(...args)
const newPerson: AtWorld['newPerson'] = (name) => world.newPerson(name)
const network: Fetch = (...args) => world.network(...args)
const offline: Fetch = () => Promise.reject(new TypeError('no network here'))

describe('fidecura at', () => {
  test('knows who somebody is, and says so in both languages', async () => {
    expect(await yes('ada', 'whoami')).toMatchObject({
      records: [],
      staff: { name: 'Dr ada Example', isOurs: true, purposes: ['HSYSADMIN', 'PATADMIN'] },
    })
    const who = ['--url', url, '--key', desk.path('ada.key'), '--wallet', desk.path('ada.json')]
    const { stdout } = await desk.yes(['at', 'whoami', ...who, '--lang', 'zh-CN'], {
      fetch: network,
    })
    expect(stdout).toMatch(/^ {2}姓名: Dr ada Example$/m)
    expect(stdout).toMatch(/^ {2}本院: 是$/m)
  })

  test('enrols a patient: offer, code, digits, wallet', async () => {
    await newPerson('pat')
    const person = desk.write('pat-offer.json', {
      ...{ kind: 'patient', record: { system: recordSystem, value: 'R-1' } },
      ...{ name: 'Pat Example', birthDate: '1958-03-14' },
    })
    const { code } = await yes('ada', 'offers', 'make', person)
    expect(await claim('pat', code as string, byDesk)).toMatchObject({ kind: 'patient', issued: 1 })
    const { records } = await yes('pat', 'whoami')
    expect(records).toMatchObject([{ record: { value: 'R-1' }, as: 'patient' }])
    const listed = await items('wen', 'offers', 'list')
    expect(listed.at(-1)).toMatchObject({ name: 'Pat Example', state: 'issued' })
    const other = desk.write('other-offer.json', {
      ...{ kind: 'patient', record: { system: recordSystem, value: 'R-2' } },
      ...{ name: 'Kim Example', birthDate: '1961-05-02' },
    })
    const { id } = await yes('ada', 'offers', 'make', other)
    expect(await yes('ada', 'offers', 'hand-out', `${id}`)).toMatchObject({
      opens: expect.stringMatching(/^openid-credential-offer:/),
      transactionCode: expect.stringMatching(/^\d{6}$/),
    })
  })

  test('brings a list in as a whole, issues by two people, and turns off by two', async () => {
    const good = Array.from({ length: 201 }, (_, n) => rowOf(`s-${n}`))
    const bad = desk.write('bad.json', JSON.stringify([...good, { name: 'No Number' }]))
    const judged = await yes('ada', 'staff', 'import', bad)
    expect(judged['imported']).toBe(0)
    const wrong = (judged['results'] as readonly JsonObject[]).filter(({ errors }) => errors)
    expect(wrong.map(({ row }) => row)).toEqual([201])
    expect(await items('ada', 'staff', 'list', '--state', 'imported')).toEqual([])
    const list = desk.write('staff.json', JSON.stringify(good))
    expect((await yes('ada', 'staff', 'import', list, '--check'))['imported']).toBe(0)
    expect((await yes('ada', 'staff', 'import', list))['imported']).toBe(201)
    const imported = await items('ada', 'staff', 'list', '--state', 'imported')
    expect(imported).toHaveLength(201)

    const id = imported[0]?.['id'] as string
    const [offer] = await items('ada', 'staff', 'offer', id)
    await newPerson('new')
    // Issued once a second person has approved what the first one compared.
    const compare = async (claimed: string, digits: string) => {
      await byDesk(claimed, digits)
      const own = await at('ada', 'staff', 'approve', id, '--yes')
      expect([own.code, own.json]).toMatchObject([1, { error: { code: 'approver_not_second' } }])
      const renamed = (member: JsonObject) => ({ ...member, name: 'Dr Somebody Else' })
      const other = () => at('wen', 'staff', 'approve', id, '--yes')
      expect(await liedTo(/^\/staff\/\w+$/, renamed, other)).toEqual([1, 'approval_mismatch'])
      await yes('wen', 'staff', 'approve', id, '--yes')
    }
    await claim('new', offer?.['code'] as string, compare)
    expect(await yes('new', 'whoami')).toMatchObject({ staff: { name: 'Dr s-0 Example' } })

    const suspended = await yes('ada', 'staff', 'suspend', id, '--reason', 'under_review')
    expect(suspended).toMatchObject({ state: 'suspended', reason: 'under_review' })
    const refused = await at('new', 'whoami')
    expect([refused.code, refused.json]).toMatchObject([1, { error: { code: 'status_suspended' } }])
    expect(await yes('ada', 'staff', 'reinstate', id)).toMatchObject({ state: 'issued' })
    expect(await yes('ada', 'staff', 'impact', id)).toMatchObject({ more: false })

    const unasked = await at('ada', 'staff', 'revoke', id, '--reason', 'licence_revoked')
    expect([unasked.code, unasked.json]).toMatchObject([
      2,
      { error: { code: 'confirmation_missing' } },
    ])
    expect(unasked.stderr).toContain('Dr s-0 Example')
    const reason = ['--reason', 'licence_revoked', '--yes']
    const { id: order } = await yes('ada', 'staff', 'revoke', id, ...reason)
    const alone = await at('ada', 'staff', 'second', order as string, '--yes')
    expect([alone.code, alone.json]).toMatchObject([
      1,
      { error: { code: 'revocation_signer_twice' } },
    ])
    const anotherRole = (member: JsonObject) => ({
      ...member,
      role: { ...(member['role'] as JsonObject), id: 'urn:uuid:another' },
    })
    const second = () => at('wen', 'staff', 'second', order as string, '--yes')
    expect(await liedTo(/^\/staff\/\w+$/, anotherRole, second)).toEqual([1, 'approval_mismatch'])
    expect(await yes('wen', 'staff', 'second', order as string, '--yes')).toMatchObject({
      state: 'done',
    })
    expect(await yes('ada', 'staff', 'show', id)).toMatchObject({ state: 'revoked' })
    expect(await items('wen', 'staff', 'revocations')).toMatchObject([{ id: order, state: 'done' }])
  })

  test('asks a patient, who signs less, reads who was told, and takes it back', async () => {
    const root = `${world.example.authority.did}=role,licence,accreditation,patient-identity`
    const trust = ['--root', root, '--store', desk.path('pat.sqlite')]
    const wish = desk.write('wish.json', {
      ...{ record: { system: recordSystem, value: 'R-1' }, purposes: ['TREAT', 'HRESCH'] },
      data: [{ scope: 'category', types: [{ system: resourceTypes, code: 'Observation' }] }],
      validDays: 30,
    })
    const { id } = await yes('lin', 'requests', 'ask', wish)
    expect(await items('lin', 'requests', 'made')).toMatchObject([{ id, state: 'open' }])
    expect(await items('pat', 'requests', 'list')).toMatchObject([{ id, state: 'open' }])
    const shown = await at('pat', 'requests', 'show', id as string, ...trust.slice(0, 2))
    expect([shown.code, shown.stderr]).toEqual([
      0,
      expect.stringContaining('Cardiology, Riverside'),
    ])
    // The service vouches for nobody: without the root that the patient names it does not go on.
    const others = ['--root', 'did:web:evil.example=role,licence,accreditation']
    const untrusted = await at('pat', 'requests', 'show', id as string, ...others)
    expect(untrusted.code).toBe(1)

    const less = ['--without-purpose', 'HRESCH', '--yes']
    const signed = await at('pat', 'requests', 'sign', id as string, ...trust, ...less)
    expect([signed.code, signed.json]).toMatchObject([0, { signed: true }])
    expect(await items('pat', 'requests', 'list')).toMatchObject([{ id, state: 'answered' }])
    const [statement] = await items('pat', 'statements', 'list')
    expect(statement).toMatchObject({ id: signed.json['id'], kind: 'consent' })
    expect(await yes('pat', 'statements', 'show', statement?.['id'] as string)).toMatchObject({
      text: expect.stringMatching(/./),
    })
    expect(await items('pat', 'statements', 'told', statement?.['id'] as string)).toEqual(
      expect.arrayContaining([expect.objectContaining({ change: 'registered' })]),
    )
    const token = desk.write('consent.jwt', signed.json['token'] as string)
    const proof = await yes('pat', 'evidence', token, '--out', desk.path('consent.proof'))
    expect(desk.read('consent.proof')).toContain(proof['id'] as string)

    const list = () => at('pat', 'statements', 'list')
    const statements = /^\/me\/statements$/
    const incomplete = [1, 'statement_set_incomplete']
    const none = ({ word }: JsonObject) => ({ word, statements: [] })
    expect(await liedTo(statements, none as never, list)).toEqual(incomplete)
    // Read as a statement, and one that no register has.
    const resigned = ({ word, statements: all }: JsonObject) => {
      const [one] = all as readonly JsonObject[]
      return { word, statements: [{ ...one, token: broken(one?.['token']) }] }
    }
    expect(await liedTo(statements, resigned as never, list)).toEqual(incomplete)
    const unsaid = (set: JsonObject) => ({ ...set, word: broken(set['word']) })
    expect(await liedTo(statements, unsaid, list)).toEqual([1, 'jws_signature_invalid'])
    const unasked = await world.riverside.register(world.riverside.store).attest({
      ...{ system: recordSystem, value: 'R-2' },
    })
    const another = () => ({ ...unasked }) as never
    expect(await liedTo(statements, another, list)).toEqual([1, 'statement_set_mismatch'])
    let old: object = {}
    await liedTo(statements, (set) => (old = set), list)
    desk.clock.advance(301)
    expect(await liedTo(statements, () => old, list)).toEqual([1, 'statement_set_mismatch'])
    await world.fill('R-1')
    const of = ['--of', `${recordSystem}|R-1`, '--purpose', 'TREAT', '--data-type', 'Observation']
    let challenges = 0
    const elsewhere = (challenge: JsonObject) =>
      challenges++ === 0 ? challenge : { ...challenge, audience: 'did:web:evil.example' }
    const readElsewhere = () => at('lin', 'records', 'read', ...of, '--out', desk.path('no.json'))
    expect(await liedTo(/challenges$/, elsewhere, readElsewhere)).toEqual([2, 'usage'])
    const read = await yes('lin', 'records', 'read', ...of, '--out', desk.path('read.json'))
    expect(JSON.parse(desk.read('read.json'))).toMatchObject({
      entry: [{ resource: { resourceType: 'Observation' } }],
    })
    expect(read['duties']).toEqual(expect.any(Array))
    expect(await items('pat', 'records', 'looked')).toMatchObject([
      { by: { name: 'Dr lin Example' }, outcome: 'permit' },
    ])

    const withdrawn = await yes(
      'pat',
      'statements',
      'withdraw',
      statement?.['id'] as string,
      '--yes',
    )
    expect(withdrawn).toMatchObject({ withdrawn: true, receipt: expect.any(String) })
    expect(await items('pat', 'statements', 'list')).toMatchObject([
      { withdrawnAt: expect.any(Number) },
    ])
    const again = await at('lin', 'records', 'read', ...of, '--out', desk.path('again.json'))
    expect([again.code, again.json]).toMatchObject([1, { error: { code: 'not_available' } }])

    const { id: second } = await yes('lin', 'requests', 'ask', wish)
    await yes('lin', 'requests', 'ask', wish)
    expect(await yes('pat', 'requests', 'decline', second as string, ...trust)).toEqual({
      done: true,
    })
    expect(await items('lin', 'requests', 'made')).toMatchObject([
      {},
      { id: second, state: 'refused' },
      { state: 'open' },
    ])
  })

  test('has an entry wait for the patient, who reads it and answers', async () => {
    const wallet = JSON.parse(desk.read('lin.json')) as { readonly credentials: readonly string[] }
    const [role = ''] = wallet.credentials
    const note = desk.write('note.json', '{"resourceType":"Observation","value":6.0}')
    const entry = await signEntry(note, desk.write('role.jwt', role))
    const { id } = await yes('lin', 'entries', 'submit', entry, '--bytes', note)
    expect(await items('lin', 'entries', 'written')).toMatchObject([{ id }])
    await yes('pat', 'entries', 'save', id as string, '--out', desk.path('saved.json'))
    expect(desk.read('saved.json')).toBe(desk.read('note.json'))
    const asked = await at('pat', 'entries', 'confirm', id as string)
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('"value":6.0')])
    const disputed = ['--reason', 'wrong_patient', '--yes']
    expect(await yes('pat', 'entries', 'dispute', id as string, ...disputed)).toMatchObject({
      verdict: 'disputed',
    })
    expect(await items('pat', 'entries', 'list')).toMatchObject([{ id, verdict: 'disputed' }])
  })

  test('lets somebody act for a patient, and ends that', async () => {
    await newPerson('sam')
    const { code } = await yes('pat', 'mandates', 'offer', 'Sam Example')
    const compare = async (offer: string, digits: string) => {
      const wrong = digits === '0000' ? '0001' : '0000'
      const scope = [
        ...['--name', 'Sam Example', '--power', 'view', 'consent', 'restrict', '--days', '30'],
        ...['--purpose', 'TREAT', 'HRESCH', '--yes'],
      ]
      const mistyped = await at('pat', 'mandates', 'give', offer, '--digits', wrong, ...scope)
      expect(mistyped.json).toMatchObject({ error: { code: 'offer_digits_wrong' } })
      const publicKey = (await generateSigner()).publicKey
      const swapped = ({ place, ...offered }: JsonObject) => ({
        ...offered,
        place: { ...(place as JsonObject), holder: { did: 'did:key:zOther', publicKey } },
      })
      const give = () => at('pat', 'mandates', 'give', offer, '--digits', digits, ...scope)
      expect(await liedTo(/\/confirm$/, swapped, give)).toEqual([1, 'offer_digits_wrong'])
      await yes('pat', 'mandates', 'give', offer, '--digits', digits, ...scope)
    }
    await claim('sam', code as string, compare)
    const [mandate] = await items('pat', 'mandates', 'list')
    expect(mandate).toMatchObject({ state: 'in_force' })
    expect(await yes('sam', 'whoami')).toMatchObject({
      records: [{ as: 'proxy', powers: ['view', 'consent', 'restrict'] }],
    })
    const root = `${world.example.authority.did}=role,licence,accreditation,patient-identity`
    const [open] = (await items('sam', 'requests', 'list')).filter(({ state }) => state === 'open')
    const how = ['--root', root, '--store', desk.path('sam.sqlite'), '--yes']
    const { id } = await yes('sam', 'requests', 'sign', open?.['id'] as string, ...how)
    const stated = await items('pat', 'statements', 'list')
    expect(stated.at(-1)).toMatchObject({ id, kind: 'consent' })
    // A second mandate for what the first does not allow: whichever allows it is shown, in whatever order they lie there.
    const { code: more } = await yes('pat', 'mandates', 'offer', 'Sam Example')
    const alsoBack = async (offer: string, digits: string) => {
      const scope = [
        '--name',
        'Sam Example',
        '--power',
        'view',
        'withdraw',
        '--days',
        '30',
        '--yes',
      ]
      await yes('pat', 'mandates', 'give', offer, '--digits', digits, ...scope)
    }
    await claim('sam', more as string, alsoBack, 'sam-2.json')
    const [first, both] = [desk.path('sam.json'), [desk.path('sam.json'), desk.path('sam-2.json')]]
    const back = ['statements', 'withdraw', id as string, '--yes', '--wallet']
    const without = await at('sam', ...back, first)
    expect([without.code, without.json]).toMatchObject([
      1,
      { error: { code: 'representation_beyond_power' } },
    ])
    // What the patient gave is the patient's: that is said before anybody signs.
    const own = stated.find(({ by }) => by === undefined)?.['id'] as string
    const others = await at('sam', 'statements', 'withdraw', own, '--yes', '--wallet', ...both)
    expect([others.code, others.json]).toMatchObject([
      1,
      { error: { code: 'representation_beyond_power', place: '<statement>' } },
    ])
    expect(await yes('sam', ...back, ...both)).toMatchObject({ withdrawn: true, id })
    expect(await yes('pat', 'mandates', 'end', mandate?.['id'] as string)).toMatchObject({
      state: 'ended',
    })
    expect((await at('sam', 'whoami')).code).toBe(1)
    expect(await items('pat', 'notices')).toEqual(expect.any(Array))
    expect(await items('lin', 'told')).toEqual(expect.any(Array))
  })

  test('names a guardian by two people of the desk, and ends that by two', async () => {
    await newPerson('gus')
    const wish = desk.write('guardian.json', {
      ...{ kind: 'guardian', ward: { system: recordSystem, value: 'R-1' }, name: 'Gus Example' },
      ...{ basis: 'court', powers: ['consent', 'withdraw'], validDays: 30 },
    })
    const { code } = await yes('ada', 'offers', 'make', wish)
    const compare = async (offer: string, digits: string) => {
      await byDesk(offer, digits)
      await yes('wen', 'offers', 'approve', offer)
    }
    await claim('gus', code as string, compare)
    const asked = desk.path('wish.json')
    const { id: request } = await yes('lin', 'requests', 'ask', asked)
    const root = `${world.example.authority.did}=role,licence,accreditation,patient-identity`
    const sign = ['requests', 'sign', request as string, '--root', root]
    const signed = await yes('gus', ...sign, '--store', desk.path('gus.sqlite'), '--yes')
    const given = (await items('pat', 'statements', 'list')).at(-1)
    expect(given).toMatchObject({ id: signed['id'], kind: 'consent', by: 'court_order' })
    const back = ['statements', 'withdraw', signed['id'] as string, '--yes']
    expect(await yes('gus', ...back)).toMatchObject({ withdrawn: true, id: signed['id'] })
    const [{ id } = {}] = await items('ada', 'guardianships', 'list')
    const how = [id as string, '--reason', 'court_order', '--yes']
    expect(await yes('ada', 'guardianships', 'end', ...how)).toMatchObject({ state: 'in_force' })
    const own = await at('ada', 'guardianships', 'second', id as string, '--yes')
    expect([own.code, own.json]).toMatchObject([1, { error: { code: 'revocation_signer_twice' } }])
    const second = await at('wen', 'guardianships', 'second', id as string)
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('court_order')])
    expect(await yes('wen', 'guardianships', 'second', id as string, '--yes')).toMatchObject({
      state: 'ended',
    })
  })

  test.each<[string, number, string, () => Promise<Run>]>([
    ['no', 1, 'not_permitted', () => at('pat', 'staff', 'list')],
    ['not found', 1, 'not_found', () => at('ada', 'staff', 'show', 'nobody')],
    [
      'not there, by a name that begins like an option',
      1,
      'not_found',
      () => at('pat', 'requests', 'show', `-${'I'.repeat(42)}`, '--root', 'did:web:a.example=role'),
    ],
    ['not there', 1, 'not_found', () => at('pat', 'statements', 'withdraw', 'urn:uuid:none')],
    ['an address without a hospital', 2, 'usage', () => asked('--url', origin)],
    [
      'an address that is not proven by TLS',
      2,
      'usage',
      () => asked('--url', 'http://hospital.example/riverside'),
    ],
    [
      'another hospital than the one that was typed',
      1,
      'sign_in_audience_wrong',
      () => asked('--url', `${origin}/hillside`, toRiverside),
    ],
    ['nobody who answers', 3, 'server_unreachable', () => asked('--url', url, offline)],
    [
      'a wallet of something else',
      2,
      'file_unexpected',
      () => asked('--wallet', desk.write('x.json', {})),
    ],
  ])('tells a script by its exit code: %s', async (_, code, said, run) => {
    const { code: exit, json } = await run()
    expect([exit, json]).toMatchObject([code, { error: { code: said } }])
  })

  test('has a command for whatever the service can be asked for by people', async () => {
    const document = await world.handle(new Request(`${url}/api/v1/openapi.json`), '192.0.2.1')
    const { paths } = (await document.json()) as {
      readonly paths: Readonly<Record<string, object>>
    }
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    const names = operations.map(({ operationId }) => operationId as string | undefined)
    const asked = new Set(askedFor())
    const unasked = names.filter((name) => name === undefined || !asked.has(name))
    expect(names.length).toBeGreaterThan(60)
    expect(unasked.toSorted()).toEqual(Object.keys(withoutCommand).toSorted())
  })

  test('leaves no session behind, also where something is refused', async () => {
    const { store } = world.riverside
    await at('pat', 'staff', 'list')
    await yes('ada', 'whoami')
    expect(
      await store.documents.list('session', { after: 0, limit: 10, now: desk.clock.now() }),
    ).toEqual([])
  })
})

/** Routes that nobody asks for by a command of `at`, and why. */
const withoutCommand = {
  health: 'Machines watch it; people have `fidecura doctor`.',
  session: 'What a sign-in answers is the same: `at whoami` shows that.',
  tellOfStatement: 'A register tells another hospital, over a notice that it has signed.',
  trustBundle: 'Whoever verifies offline needs no key for it: `fidecura bundle fetch`.',
}

/** Methods of the client that commands call. */
function askedFor(): readonly string[] {
  const source = (folder: string) => {
    const at = new URL(`../src/${folder}/`, import.meta.url)
    const files = readdirSync(at).filter(
      (file) => folder === 'at' || /^(?:at|hospital-order)/.test(file),
    )
    return files.map((file) => readFileSync(new URL(file, at), 'utf8'))
  }
  const texts = [...source('at'), ...source('commands')]
  return texts.flatMap((code) =>
    [...code.matchAll(/\bclient\.(\w+)\(/g)].map(([, name = '']) => name),
  )
}

const resourceTypes = 'http://hl7.org/fhir/resource-types'

/** The hospital that was asked passes what it is asked on to another one. */
const toRiverside: Fetch = (address, init) =>
  network(address.replace('hillside', 'riverside'), init)

function asked(option: string, value: string, fetch: Fetch = network): Promise<Run> {
  const named = { '--url': url, '--key': desk.path('ada.key'), [option]: value }
  return desk.run(['at', 'whoami', '--json', ...Object.entries(named).flat()], { fetch })
}

/** With a signature of other bytes. */
function broken(token: unknown): string {
  const [header, payload, signature = ''] = String(token).split('.')
  const first = signature.startsWith('A') ? 'B' : 'A'
  return [header, payload, first + signature.slice(1)].join('.')
}

async function signEntry(note: string, role: string): Promise<string> {
  const out = desk.path('entry.jwt')
  const about = ['--record', `${recordSystem}|R-1`, '--role', role]
  await desk.yes(['entry', 'sign', note, '--key', desk.path('lin.key'), ...about, '--out', out])
  return out
}
