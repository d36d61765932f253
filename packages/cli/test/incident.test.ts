import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, type Fetch, formatDateTime, type JsonObject } from '@fidecura/base'
import { comparisonDigits, proveSignIn, type Signer, thumbprintOf } from '@fidecura/identity'
import { createKeyFile } from '@fidecura/identity/node'
import { createServiceHandler, inviteFirst } from '@fidecura/server'
import { createFidecuraClient, type FidecuraClient } from '@fidecura/server/client'
import { exampleCodes, exampleRegister, issueAtClaim, openExample } from '@fidecura/server/example'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { keyFilesIn } from './founded-example.ts'
import { createDesk, noon, passphrase, passphraseIn, type Run } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-incident-'))
const data = join(folder, 'data')
const origin = 'https://hospital.example'
const at = (name: string): string => join(folder, name)
const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
let actor = ''
let hospitalDid = ''
let opened: Example | undefined

type Example = Awaited<ReturnType<typeof openExample>>

beforeAll(async () => {
  const example = await openExample({
    ...{ folder: data, origin, clock: () => noon },
    fetch: () => Promise.reject(new TypeError('There is no network here')),
    signer: keyFilesIn(data),
  })
  const hospital = example.hospitals.get('riverside')
  if (hospital === undefined) throw new Error('It is there')
  const ada = await appoint(example, 'ada', ['HSYSADMIN', 'PATADMIN'])
  await appoint(example, 'wen', ['PATADMIN'])
  const doctor = await appoint(example, 'doctor', ['TREAT'])
  await enrol(example, ada.client)
  actor = doctor.signer.did
  hospitalDid = hospital.site.did
  const source = { did: hospital.site.did, site: origin }
  for (const [kind, patient] of [
    ['read', record],
    ['read', { ...record, value: 'R-2' }],
    ['verify', undefined],
  ] as const) {
    await hospital.store.audit.append({
      ...{ id: crypto.randomUUID(), kind, recordedAt: noon, outcome: 'done', source, objects: [] },
      ...{ client: '192.0.2.7', actor: { did: doctor.signer.did }, purposes: ['TREAT'] },
      ...(patient === undefined ? {} : { patient }),
    })
  }
  // Opening keys takes its time: the commands need not open those of another hospital.
  rmSync(join(data, 'hillside/hospital.json'))
  opened = example
})
afterAll(async () => {
  await opened?.close()
  rmSync(folder, { recursive: true })
})

/** Of the health authority, which is another organisation than those of the folder. */
const network: Fetch = async (url) =>
  (await opened?.directory.answer(url)) ?? Promise.reject(new TypeError('Nobody is there'))

/** Somebody with a key file, and role and licence in files beside it. */
async function appoint(example: Example, name: string, purposes: readonly string[]) {
  const hospital = example.hospitals.get('riverside') as NonNullable<
    ReturnType<Example['hospitals']['get']>
  >
  const row = {
    ...{ name: `Dr ${name} Example`, registration: { system: exampleRegister, value: name } },
    ...{ profession: exampleCodes.physician, specialties: [exampleCodes.cardiology], purposes },
    ...{ jurisdiction: 'CN', licensedUntil: '2030-12-31' },
  }
  const offer = await inviteFirst(hospital, {
    ...{ department: 'cardiology', row, [issueAtClaim]: true },
  })
  const signer = await createKeyFile(at(`${name}.key`), { passphrase })
  const client = await signedIn(example, signer)
  const { id } = await client.claimOffer(offer.code)
  const { credentials = [], chain = [] } = await client.heldOffer(id)
  const [role = '', licence = ''] = credentials
  writeFileSync(at(`${name}-role.jwt`), role)
  writeFileSync(at(`${name}-licence.jwt`), licence)
  chain.forEach((token, n) => {
    writeFileSync(at(`chain-${n}.jwt`), token)
  })
  return { signer, client: await signedIn(example, signer, { credentials, chain }) }
}

async function signedIn(
  { hospitals, directory }: Example,
  signer: Signer,
  shown: { credentials?: readonly string[]; chain?: readonly string[] } = {},
): Promise<FidecuraClient> {
  const served = { origin, hospitals: [...hospitals.values()], directory, milliseconds: () => 0 }
  const handle = createServiceHandler(served)
  let session: string | undefined
  const client = createFidecuraClient({
    base: '/riverside/api/v1',
    fetch: (url, init) => handle(new Request(`${origin}${url}`, init), '192.0.2.1'),
    session: () => session,
  })
  const challenge = await client.challenge()
  const { audience } = challenge
  const proof = await proveSignIn(challenge, { origin, audience, signer, now: noon })
  ;({ session } = await client.signIn({ proof, ...shown }))
  return client
}

async function enrol(example: Example, desk: FidecuraClient): Promise<void> {
  const offer = await desk.offerAtDesk({
    ...{ kind: 'patient', record, name: 'Pat Example', birthDate: '1958-03-14' },
  })
  const signer = await createKeyFile(at('patient.key'), { passphrase })
  const client = await signedIn(example, signer)
  const { id, nonce } = await client.claimOffer(offer.code)
  const thumbprint = await thumbprintOf(signer.publicKey)
  await desk.confirmOffer(id, await comparisonDigits({ offer: id, nonce, thumbprint }))
}

const desk = createDesk()
const time = [
  ...['--from', formatDateTime(noon), '--to', formatDateTime(epochSeconds(noon + 3600))],
]
const incident = (more: readonly string[]): Promise<Run> =>
  desk.run(
    [
      ...['incident', '--data', data, '--origin', origin, '--hospital', 'riverside', ...time],
      ...['--json', ...more],
    ],
    { variables: passphraseIn(), fetch: network },
  )

function approve(name: string, ...more: readonly string[]): Promise<Run> {
  return desk.run([
    ...['incident', 'approve', '--of', hospitalDid, '--actor', actor, ...time],
    ...['--key', at(`${name}.key`), '--role', at(`${name}-role.jwt`), '--out', at(`${name}.json`)],
    ...['--licence', at(`${name}-licence.jwt`), '--chain', at('chain-0.jwt'), at('chain-1.jwt')],
    ...['--yes', ...more],
  ])
}

describe('fidecura incident', () => {
  test('tells how much was touched and until when, and names nobody', async () => {
    const { code, json } = await incident(['--actor', actor, '--out', at('counts')])
    expect(code).toBe(0)
    expect(json).toMatchObject({ named: false, counts: { patients: 2, read: 2, withoutBasis: 2 } })
    expect(readdirSync(at('counts')).sort()).toEqual(['authority.csv', 'authority.json'])
    const written = readFileSync(at('counts/authority.csv'), 'utf8')
    expect(written).toContain('P-0001,2027-01-15T08:00:00Z,read,done')
    expect(written).not.toMatch(/R-1|Pat/)
  })

  test('counts the deadlines of the place down, in both languages', async () => {
    const args = [
      ...['incident', '--data', data, '--origin', origin, '--hospital', 'riverside', ...time],
      ...['--actor', actor, '--aware', formatDateTime(epochSeconds(noon - 7200))],
    ]
    const variables = passphraseIn()
    const { stdout } = await desk.run(args, { variables, language: 'zh-CN' })
    expect(stdout).toContain('《个人信息保护法》第五十七条')
    expect(stdout).toContain('2027-01-15T10:00:00Z，还剩 2:00 小时')
    expect(stdout).toContain('已超过 1:00 小时')
    expect((await desk.run(args, { variables })).stdout).toContain('2:00 hours left')
  })

  test('finds whose credential it was', async () => {
    const [, payload = ''] = readFileSync(at('doctor-role.jwt'), 'utf8').split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject
    const id = String(claims['jti'] ?? claims['id'])
    const found = await incident(['--credential', id])
    expect(found.json).toMatchObject({ question: { actor }, counts: { patients: 2 } })
    const none = await incident(['--credential', 'urn:uuid:none'])
    expect(none.json).toMatchObject({ error: { code: 'not_found', place: '--credential' } })
  })

  test('names patients and writes their letters for two people', async () => {
    const content = {
      ...{ contact: '+86 000', cause: 'A key was lost', consequences: 'None known' },
      ...{ measures: 'The role was revoked', advice: 'Look at who read your record' },
    }
    writeFileSync(at('letters.json'), JSON.stringify({ en: content, 'zh-CN': content }))
    for (const name of ['ada', 'wen']) expect((await approve(name)).code).toBe(0)
    const approvals = ['--approval', at('ada.json'), at('wen.json')]
    const more = [
      '--actor',
      actor,
      ...approvals,
      '--letters',
      at('letters.json'),
      '--out',
      at('named'),
    ]
    const { code, json } = await incident(more)
    expect([code, json]).toMatchObject([0, { named: true }])
    expect(readFileSync(at('named/names.csv'), 'utf8')).toContain(
      'P-0001,urn:oid:2.999.1.1,R-1,Pat Example',
    )
    expect(readdirSync(at('named/letters'))).toHaveLength(8)
    const letter = readFileSync(at('named/letters/P-0001.zh-CN.txt'), 'utf8')
    expect(letter).toContain('Pat Example：')
    expect(letter).toContain('没有您的同意作为依据')
  })

  test('names nobody to one person', async () => {
    const alone = await incident([
      '--actor',
      actor,
      '--approval',
      at('ada.json'),
      '--out',
      at('one'),
    ])
    expect(alone.json).toMatchObject({ error: { code: 'approver_not_second' } })
    const twice = ['--approval', at('ada.json'), at('ada.json')]
    const same = await incident(['--actor', actor, ...twice, '--out', at('one')])
    expect(same.json).toMatchObject({ error: { code: 'approver_not_second' } })
    expect((await incident(['--actor', actor, '--approval', at('ada.json')])).json).toMatchObject({
      error: { code: 'usage', place: '--out' },
    })
  })
})
