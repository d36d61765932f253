import {
  type BreakGlassJournal,
  createReceiptTimeProofVerifier,
  decodeBreakGlass,
  type MandateEvidence,
  signBreakGlass,
  verifyBreakGlass,
} from '@fidecura/consent'
import { explainNotice } from '@fidecura/consent/explain'
import { createMemoryReplayStore } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createWorld, record as worldRecord } from '../statements/world.ts'
import { trusting } from '../trusting.ts'
import { after, createFamily, type Family, record, referenceOf } from './family.ts'

let family: Family
let evidence: MandateEvidence
beforeEach(async () => {
  family = await createFamily()
  evidence = await family.gives()
})

async function consent(): Promise<string> {
  return family.sign(family.proxy, { by: 'proxy' })
}

describe('an act of a proxy', () => {
  test('is told to the patient, by an identifier alone, and can be read in the register', async () => {
    const token = await consent()
    await family.register.submit({ token, evidence })
    const id = await digestOf(token)
    expect(family.notices).toEqual([{ kind: 'statement', id }])
    expect(JSON.stringify(family.notices)).not.toContain(record.value)
    family.now = after(10)
    const statement = referenceOf(token)
    const withdrawal = await family.takeBack(family.proxy, { statement, by: 'proxy' })
    await family.register.withdraw({ token: withdrawal, evidence })
    expect(family.notices.at(-1)).toEqual({ kind: 'withdrawal', id: await digestOf(withdrawal) })
    expect(await family.register.notices(record)).toEqual([
      { kind: 'statement', id, registeredAt: after(0), token: undefined },
      { ...family.notices.at(-1), registeredAt: after(10), token: undefined },
    ])
    expect(await family.register.notices({ ...record, value: 'R-0002' })).toEqual([])
    expect((await family.set()).statements).toMatchObject([{ withdrawnAt: after(10) }])
  })

  test('is none if the patient cannot be told, and may be tried again', async () => {
    let reachable = false
    const told: string[] = []
    const notify = async ({ id }: { readonly id: string }) => {
      if (!reachable) throw new Error(`no way to ${record.value}`)
      told.push(id)
    }
    family.register = family.newRegister({ notify })
    const token = await consent()
    const attempt = family.register.submit({ token, evidence })
    await expect(attempt).rejects.toMatchObject({ code: 'notice_failed', outcome: 'unknown' })
    expect((await family.set()).statements).toEqual([])
    reachable = true
    await family.register.submit({ token, evidence })
    await family.register.submit({ token, evidence })
    expect(told).toEqual([await digestOf(token)])
    expect((await family.set()).statements).toHaveLength(1)
  })

  test('is not taken by a register that tells nobody', async () => {
    const register = family.newRegister({ notify: undefined as never })
    const token = await consent()
    await expect(register.submit({ token, evidence })).rejects.toMatchObject({
      code: 'representation_not_accepted',
    })
    await family.register.submit({ token, evidence })
    const statement = referenceOf(token)
    const withdrawal = await family.takeBack(family.proxy, { statement, by: 'proxy' })
    await expect(register.withdraw({ token: withdrawal, evidence })).rejects.toMatchObject({
      code: 'representation_not_accepted',
    })
  })

  test('tells nobody of what is refused', async () => {
    const weak = await family.gives({ powers: ['view'] })
    const attempt = family.register.submit({ token: await consent(), evidence: weak })
    await expect(attempt).rejects.toMatchObject({ code: 'representation_beyond_power' })
    expect(family.notices).toEqual([])
    expect(await family.register.notices(record)).toEqual([])
  })

  test('takes back nothing but what they gave, with the power to', async () => {
    const identity = await family.identity('1996-03-14')
    const token = await family.sign(family.patient)
    await family.register.submit({ token, evidence: { identity } })
    const mine = await consent()
    await family.register.submit({ token: mine, evidence })
    const back = (of: string) =>
      family.takeBack(family.proxy, { statement: referenceOf(of), by: 'proxy' })
    const { register } = family
    await expect(register.withdraw({ token: await back(token), evidence })).rejects.toMatchObject({
      code: 'representation_beyond_power',
    })
    const weak = await family.gives({ powers: ['consent'] })
    await expect(
      register.withdraw({ token: await back(mine), evidence: weak }),
    ).rejects.toMatchObject({ code: 'representation_beyond_power' })
    const { stranger, proxy } = family
    for (const more of [{ to: stranger, key: proxy }, { key: stranger }]) {
      const others = await family.gives({}, more)
      await expect(
        register.withdraw({ token: await back(mine), evidence: others }),
      ).rejects.toMatchObject({ code: 'representation_mismatch' })
    }
  })

  test('takes back nothing by the mandate for another record of the same patient', async () => {
    const token = await consent()
    await family.register.submit({ token, evidence })
    const other = { ...record, value: 'R-0002' }
    const claims = { record: { ...other }, method: 'in_person', birthDate: '1996-03-14' }
    const shown = {
      identity: await family.identity('', { claims }),
      mandate: await family.mandate({ patient: { ...other } }),
    }
    const statement = referenceOf(token)
    const back = await family.takeBack(family.proxy, { statement, by: 'proxy' })
    await expect(family.register.withdraw({ token: back, evidence: shown })).rejects.toMatchObject({
      code: 'representation_mismatch',
    })
  })

  test('cannot take back a restriction, not even their own', async () => {
    const rule = { effect: 'deny', conditions: {}, children: [] } as const
    const terms = { version: 'urn:fidecura:terms:1', rule } as const
    const token = await family.sign(family.proxy, { by: 'proxy', kind: 'restriction', terms })
    await family.register.submit({ token, evidence })
    const statement = referenceOf(token)
    const withdrawal = await family.takeBack(family.proxy, { statement, by: 'proxy' })
    await expect(family.register.withdraw({ token: withdrawal, evidence })).rejects.toMatchObject({
      code: 'withdrawal_beyond_authority',
    })
  })
})

describe('explainNotice', () => {
  const noticed = (kind: 'statement' | 'withdrawal') =>
    ({ kind, id: 'A'.repeat(43), registeredAt: after(0), token: undefined }) as const

  test.each([
    ['statement', 'en', 'A proxy signs a statement in your place, by your mandate.'],
    [
      'withdrawal',
      'en',
      'A consent of yours is taken back in your place, by a proxy or at a desk.',
    ],
    ['statement', 'zh-CN', '受托人依据您的授权委托，代您签署一份声明。'],
    ['withdrawal', 'zh-CN', '受托人或窗口代您撤回一份同意。'],
  ] as const)('says what was done: %s, %s', (kind, language, line) => {
    const [first, second, ...others] = explainNotice(noticed(kind), { language }).split('\n')
    expect(first).toBe(line)
    expect(second).toContain('2026-11-22 12:00:00 UTC')
    expect(others).toEqual([])
  })
})

describe('an emergency access', () => {
  test('is kept by a register, where the patient can read why', async () => {
    const world = await createWorld()
    const { register, registrar, resolve, verifier, doctor: signer, role } = world
    const journal: BreakGlassJournal = {
      keep: (token, options) => register.keepBreakGlass(token, options),
      verify: createReceiptTimeProofVerifier({ register: trusting(registrar), resolve }),
    }
    const content = {
      id: 'urn:uuid:8f0f1b6e-0000-4000-8000-000000000001',
      record: worldRecord,
      reason: 'unconscious',
      explanation: 'Found unconscious in the street.',
      until: after(600),
      audience: 'https://hospital.example',
      nonce: 'n-1',
      issuedAt: world.now,
    }
    const token = await signBreakGlass(content, { signer, role: role.role })
    const { keptBy } = await verifyBreakGlass(token, {
      ...{ verifier, evidence: role, journal, notify: async () => undefined },
      ...{ audience: content.audience, nonce: content.nonce, replay: createMemoryReplayStore() },
      rules: { maxSeconds: 600, reasons: ['unconscious'] },
    })
    expect(keptBy).toBe(world.now)
    const [notice, ...others] = await register.notices(worldRecord)
    expect(others).toEqual([])
    expect(notice).toMatchObject({ kind: 'break_glass', id: await digestOf(token), token })
    expect(decodeBreakGlass(notice?.token ?? '').content).toMatchObject(content)
    if (notice === undefined) return
    const at = '2026-11-22 12:00:00 UTC'
    expect(explainNotice(notice, { language: 'en' }).split('\n')).toEqual([
      'Your record is opened in an emergency (break-glass).',
      `Registered ${at} under ${notice.id}.`,
      `Record: ${worldRecord.value} (${worldRecord.system})`,
      `Who answers for it: ${signer.did}`,
      'Reason: unconscious',
      'In their own words: Found unconscious in the street.',
      'Not after: 2026-11-22 12:10:00 UTC',
    ])
    expect(explainNotice(notice, { language: 'zh-CN' }).split('\n')).toEqual([
      '您的病历被紧急调阅。',
      `登记于${at}，编号${notice.id}。`,
      `病历号：${worldRecord.value} (${worldRecord.system})`,
      `责任人：${signer.did}`,
      '理由：unconscious',
      '本人说明：Found unconscious in the street.',
      '时限：至2026-11-22 12:10:00 UTC止',
    ])
  })
})
