import type { JsonObject } from '@fidecura/base'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type AtWorld, createAtWorld, recordSystem, url } from './at-world.ts'
import type { Run } from './support.ts'

let world: AtWorld

beforeAll(async () => {
  world = await createAtWorld()
  for (const name of ['ada', 'wen']) await world.appoint(name, ['PATADMIN'])
  await world.appoint('lin', ['TREAT', 'BTG'])
  await world.enrol('pat', 'R-1')
})
afterAll(async () => {
  await world?.close()
  // Every answer that a command got is one that the service describes.
  expect(world?.faults).toEqual([])
})

const codeOf = ({ code, json }: Run) => [code, (json['error'] as JsonObject)?.['code']]

describe('fidecura at recovery', () => {
  let asked: JsonObject

  test('asks with a new key for what a link of the desk names', async () => {
    const { desk, yes, at, newPerson } = world
    const { opens, from } = await yes('ada', 'recovery', 'reference', 'R-1')
    expect(opens).toMatch(/^https:\/\/hospital\.example\/riverside\/patient\/#recovery=/)
    expect(from).toBe((await yes('pat', 'whoami'))['did'])
    await newPerson('new')
    desk.write('new.json', { version: 'urn:fidecura:wallet:1', credentials: [], chain: [] })
    asked = await yes('new', 'recovery', 'ask', opens as string)
    expect(asked).toMatchObject({ state: 'requested', approvals: 0 })
    expect(asked['digits']).toMatch(/^\d{4}$/)
    for (const wrong of ['', `${opens}x`, (opens as string).split('#')[0] ?? '']) {
      expect(codeOf(await at('new', 'recovery', 'ask', wrong))).toEqual([2, 'usage'])
    }
  })

  test.each<[string, (reference: JsonObject) => object]>([
    [
      'of another hospital',
      (it) => ({
        ...it,
        identity: { ...(it['identity'] as JsonObject), issuer: `did:web:evil.example` },
      }),
    ],
    ['with more in it', (it) => ({ ...it, more: true })],
    ['without the number of a record', (it) => ({ ...it, record: { system: recordSystem } })],
    ['of nobody', (it) => ({ ...it, from: 'somebody' })],
  ])('signs nothing for a link %s', async (_, change) => {
    const { opens } = await world.yes('ada', 'recovery', 'reference', 'R-1')
    const [app, carried = ''] = String(opens).split('#recovery=')
    const reference = JSON.parse(Buffer.from(carried, 'base64url').toString()) as JsonObject
    const other = Buffer.from(JSON.stringify(change(reference))).toString('base64url')
    const run = await world.at('new', 'recovery', 'ask', `${app}#recovery=${other}`)
    expect(codeOf(run)).toEqual([2, 'usage'])
    expect(await world.items('new', 'recovery', 'list')).toHaveLength(1)
  })

  test('is approved by two people of the desk who typed the digits, and takes a day', async () => {
    const { at, yes, items, desk } = world
    const { id, digits } = asked as { id: string; digits: string }
    const approve = (name: string, typed: string, ...more: readonly string[]) =>
      at(name, 'recovery', 'approve', id, '--digits', typed, ...more)
    const wrong = digits === '0000' ? '0001' : '0000'
    expect(codeOf(await approve('ada', wrong, '--yes'))).toEqual([1, 'offer_digits_wrong'])
    const unasked = await approve('ada', digits)
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('R-1')])
    expect((await approve('ada', digits, '--yes')).json).toMatchObject({ approvals: 1 })
    expect(codeOf(await approve('ada', digits, '--yes'))).toEqual([1, 'recovery_approver_twice'])
    expect((await approve('wen', digits, '--yes')).json).toMatchObject({ state: 'open' })
    expect(await items('pat', 'recovery', 'list')).toMatchObject([{ id, state: 'open' }])
    const out = ['--out', desk.path('new-again.json')]
    const early = await at('new', 'recovery', 'complete', id, ...out)
    expect(codeOf(early)).toEqual([1, 'recovery_too_early'])
    desk.clock.advance(86_400)
    await yes('new', 'recovery', 'complete', id, ...out)
    const who = await yes('new', 'whoami', '--wallet', desk.path('new-again.json'))
    expect(who).toMatchObject({ records: [{ record: { value: 'R-1' }, as: 'patient' }] })
    expect(codeOf(await at('pat', 'whoami'))).toEqual([1, 'status_revoked'])
  })

  test('ends by the word of the old key', async () => {
    const { at, yes, newPerson, desk } = world
    await world.enrol('kim', 'R-2')
    const { opens } = await yes('ada', 'recovery', 'reference', 'R-2')
    await newPerson('thief')
    desk.write('thief.json', { version: 'urn:fidecura:wallet:1', credentials: [], chain: [] })
    const ask = ['recovery', 'ask', opens as string, '--reason', 'stolen']
    const { id, digits } = await yes('thief', ...ask)
    for (const name of ['ada', 'wen']) {
      await yes(name, 'recovery', 'approve', id as string, '--digits', digits as string, '--yes')
    }
    // The hospital names one, and would have an objection to another signed.
    const renamed = (page: JsonObject) => ({
      ...page,
      items: (page['items'] as readonly JsonObject[]).map((one) => ({
        ...one,
        id: 'urn:uuid:other',
      })),
    })
    const swapped = () => at('kim', 'recovery', 'object', 'urn:uuid:other')
    expect(await world.liedTo(/^\/recoveries$/, renamed, swapped)).toEqual([1, 'not_found'])
    const unasked = await at('kim', 'recovery', 'object', id as string)
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('R-2')])
    const ended = await yes('kim', 'recovery', 'object', id as string, '--yes')
    expect(ended).toMatchObject({ state: 'objected', reason: 'stolen' })
    desk.clock.advance(86_400)
    const out = ['--out', desk.path('thief-2.json')]
    expect((await at('thief', 'recovery', 'complete', id as string, ...out)).code).toBe(1)
  })
})

describe('fidecura at records emergency', () => {
  const of = ['--of', `${recordSystem}|R-2`, '--data-type', 'Observation']
  const why = ['--reason', 'unconscious', '--explanation', 'Found in the street']
  const emergency = ['records', 'emergency', ...of, ...why]

  test('shows what is signed, and opens the record until its time is over', async () => {
    const { at, yes, items, fill, desk } = world
    await fill('R-2')
    const unasked = await at('lin', ...emergency, '--out', desk.path('no.json'))
    expect(unasked.code).toBe(2)
    for (const said of ['R-2', 'unconscious', 'Found in the street', 'Observation']) {
      expect(unasked.stderr).toContain(said)
    }
    const answer = await yes('lin', ...emergency, '--out', desk.path('read.json'), '--yes')
    expect(answer).toMatchObject({
      ...{ until: desk.clock.now() + 900, evidence: expect.any(String) },
      file: desk.path('read.json'),
    })
    expect(JSON.parse(desk.read('read.json'))).toMatchObject({
      entry: [{ resource: { resourceType: 'Observation' } }],
    })
    // The patient is told, and can prove what was signed.
    const told = await items('kim', 'notices')
    const token = told.find(({ kind }) => kind === 'break_glass')?.['token'] as string
    const file = desk.write('emergency.jwt', token)
    const proof = await yes('kim', 'evidence', file, '--out', desk.path('emergency.proof'))
    expect(proof['id']).toBe(answer['evidence'])
    const shown = ['--url', url, '--key', desk.path('lin.key'), '--wallet', desk.path('lin.json')]
    const { stdout } = await desk.yes(
      ['at', ...emergency, ...shown, '--out', desk.path('zh.json'), '--yes', '--lang', 'zh-CN'],
      { fetch: world.network },
    )
    expect(stdout).toMatch(/^存证编号: \S+$/m)
  })

  test.each<[string, number, string, string, readonly string[]]>([
    ['whoever may not', 1, 'not_permitted', 'ada', []],
    [
      'a reason that the law does not know',
      1,
      'break_glass_reason_refused',
      'lin',
      ['--reason', 'curious'],
    ],
    ['no number of minutes', 2, 'usage', 'lin', ['--minutes', '0']],
  ])('opens nothing for %s', async (_, code, said, name, more) => {
    const out = ['--out', world.desk.path('not-written.json'), '--yes']
    expect(codeOf(await world.at(name, ...emergency, ...more, ...out))).toEqual([code, said])
  })

  test('presents role and licence to nobody whom the hospital names', async () => {
    let challenges = 0
    const elsewhere = (challenge: JsonObject) =>
      challenges++ === 0 ? challenge : { ...challenge, audience: 'did:web:evil.example' }
    const read = () => world.at('lin', ...emergency, '--out', world.desk.path('evil.json'), '--yes')
    expect(await world.liedTo(/challenges$/, elsewhere, read)).toEqual([2, 'usage'])
  })
})

describe('fidecura at authority', () => {
  const rootOf = () => `${world.example.authority.did}=role,licence,accreditation`

  test('draws the chain above a role and above the department', async () => {
    const { desk, network, yes } = world
    const role = await yes('lin', 'authority', '--root', rootOf())
    expect(role).toMatchObject({ verdict: 'passed' })
    const department = await yes('lin', 'authority', '--department', '--root', rootOf())
    expect(department).toMatchObject({ verdict: 'passed' })
    const who = ['--url', url, '--key', desk.path('lin.key'), '--wallet', desk.path('lin.json')]
    const shown = await desk.yes(['at', 'authority', ...who, '--root', rootOf()], {
      fetch: network,
    })
    expect(shown.stdout).toContain('Riverside')
  })

  test('believes no root that nobody named', async () => {
    const others = ['--root', 'did:web:evil.example=role,licence,accreditation']
    for (const which of [[], ['--department']]) {
      const { code, json } = await world.at('lin', 'authority', ...which, ...others)
      expect([code, json['verdict']]).toEqual([1, 'failed'])
    }
  })

  test('shows the department of whoever asks, and no other that the hospital names', async () => {
    const { liedTo, at } = world
    const none = (answer: JsonObject) => ({ ...answer, chain: [(answer['chain'] as string[])[0]] })
    const ask = () => at('lin', 'authority', '--department', '--root', rootOf())
    expect(await liedTo(/^\/authority$/, none, ask)).toEqual([1, 'not_found'])
  })
})

describe('fidecura at mandates show', () => {
  test('says how far one is that was begun', async () => {
    const { id } = await world.yes('kim', 'mandates', 'offer', 'Sam Example')
    expect(await world.yes('kim', 'mandates', 'show', id as string)).toMatchObject({
      state: 'open',
    })
  })
})
