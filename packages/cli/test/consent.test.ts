import { existsSync } from 'node:fs'
import { alterPayload } from '@fidecura/testing'
import { describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk, wish } from './consent-desk.ts'
import { departmentList } from './credential-desk.ts'
import { passphraseIn, terminal } from './support.ts'

const signed = async (desk: ConsentDesk, ...more: readonly string[]): Promise<void> => {
  const registered = [...desk.registerArgs, '--identity', desk.path('identity.jwt')]
  const out = ['--out', desk.path('consent.jwt'), '--yes']
  await desk.yes([...desk.signArgs, ...registered, ...out, ...more])
}

describe('fidecura consent sign', () => {
  test('shows the text on stderr and signs that text, which verify shows again', async () => {
    const desk = await createConsentDesk()
    const sign = [...desk.signArgs, '--register', desk.register, '--yes', '--json']
    const { json, stderr } = await desk.yes(sign)
    expect(json).toMatchObject({ signed: true, notes: [] })
    expect(stderr).toContain(`This is what will be signed:\n\n${json['text']}\n`)
    expect(json['text']).toContain('R-4711')
    const file = desk.write('signed.jwt', json['token'] as string)
    const identity = ['--identity', desk.path('identity.jwt')]
    const verified = await desk.run(['consent', 'verify', file, ...identity, ...desk.trust])
    expect(verified.code).toBe(0)
    expect(verified.stdout).toContain(json['text'])
    expect(verified.stdout).toContain('Whether it was withdrawn, only its register knows')
  })

  test('signs the Chinese text for whoever reads Chinese', async () => {
    const desk = await createConsentDesk()
    const sign = [...desk.signArgs, '--register', desk.register, '--yes', '--lang', 'zh-CN']
    const { stdout, stderr } = await desk.yes(sign)
    expect(stderr).toContain('将要签署的内容如下：\n\n数据使用授权书\n')
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  })

  test('signs nothing where there is nobody to ask', async () => {
    const desk = await createConsentDesk()
    const sign = [...desk.signArgs, '--register', desk.register, '--json']
    const { code, json } = await desk.run(sign)
    expect([code, json]).toMatchObject([
      2,
      { error: { code: 'confirmation_missing', place: '--yes' } },
    ])
  })

  test.each([
    ['no', 'n', 1],
    ['yes', 'y', 0],
  ])('asks on a terminal and takes %s for an answer', async (_, key, expected) => {
    const desk = await createConsentDesk()
    const sign = [...desk.signArgs, '--register', desk.register, '--json']
    const { code, json, stderr } = await desk.run(sign, { stdin: terminal(key) })
    expect([code, json['signed']]).toEqual([expected, expected === 0])
    expect(stderr).toContain('Sign this?')
  })

  test('registers it and hands the receipt out', async () => {
    const desk = await createConsentDesk()
    const args = [...desk.signArgs, ...desk.registerArgs, '--yes', '--json']
    const { json } = await desk.yes([...args, '--identity', desk.path('identity.jwt')])
    expect(json['receipt']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  })

  test('lets the register refuse a stranger with a valid key', async () => {
    const desk = await createConsentDesk()
    await desk.newKey('stranger.key')
    const args = [...desk.signArgs, ...desk.registerArgs, '--yes', '--json']
    const stranger = args.map((arg) =>
      arg === desk.path('patient.key') ? desk.path('stranger.key') : arg,
    )
    const run = await desk.run([...stranger, '--identity', desk.path('identity.jwt')])
    expect([run.code, run.json]).toMatchObject([1, { error: { code: 'signer_not_patient' } }])
  })

  test.each([
    ['no JSON', '{"CANARY"', 'json_malformed', ''],
    [
      'a member twice',
      '{"resourceType":"Consent","resourceType":"CANARY"}',
      'json_duplicate_member',
      '',
    ],
    ['another resource', '{"resourceType":"CANARY"}', 'consent_source_malformed', ' /resourceType'],
    [
      'a draft',
      JSON.stringify({ ...wish, status: 'draft' }),
      'consent_source_not_active',
      ' /status',
    ],
    [
      'a modifier',
      JSON.stringify({ ...wish, modifierExtension: [{ url: 'CANARY' }] }),
      'consent_source_modifier',
      ' /modifierExtension',
    ],
  ])('refuses a file that is %s, by name and place', async (_, content, code, place) => {
    const desk = await createConsentDesk()
    const file = desk.write('consent.json', content)
    const run = await desk.run([...desk.signArgs, '--register', desk.register, '--yes', '--json'])
    expect([run.code, run.json]).toMatchObject([1, { error: { code, place: `${file}${place}` } }])
    expect(run.stdout + run.stderr).not.toContain('CANARY')
  })

  test('refuses references that are no map', async () => {
    const desk = await createConsentDesk()
    const references = desk.write('who.json', '{"Patient/1":["CANARY"]}')
    const sign = [...desk.signArgs, '--register', desk.register, '--references', references]
    const run = await desk.run([...sign, '--yes', '--json'])
    expect([run.code, run.json]).toMatchObject([
      2,
      { error: { code: 'file_unexpected', place: references } },
    ])
    expect(run.stdout).not.toContain('CANARY')
  })

  test('refuses references that say that it is about another patient', async () => {
    const desk = await createConsentDesk()
    const references = desk.write('who.json', { 'Patient/1': 'urn:oid:2.999.1.1|R-0815' })
    const sign = [...desk.signArgs, '--register', desk.register, '--references', references]
    const { code, json } = await desk.run([...sign, '--yes', '--json'])
    expect([code, json]).toMatchObject([1, { error: { code: 'statement_subject_mismatch' } }])
  })

  test.each([
    ['--register-key without a store', ['--register-key', 'x'], '--store'],
    [
      'a store without --register-key',
      ['--store', 'x', '--register', 'did:web:a.example'],
      '--register-key',
    ],
    ['no register', [], '--register'],
    ['a kind nobody has', ['--kind', 'wish', '--register', 'did:web:a.example'], '--kind'],
    ['a record without system', ['--record', 'R-4711'], '--record'],
    [
      'a grantee without name',
      ['--grantee', 'did:web:a.example', '--register', 'did:web:a.example'],
      '--grantee',
    ],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await createConsentDesk()
    const { code, json } = await desk.run([...desk.signArgs, '--yes', '--json', ...more])
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})

describe('the receipt of a register', () => {
  test('proves that an identity held when the patient signed, though it is suspended since', async () => {
    const desk = await createConsentDesk()
    await signed(desk, '--receipt', desk.path('receipt.jwt'))
    desk.clock.advance(600)
    const own = ['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')]
    await desk.yes(['credential', 'suspend', desk.identity, ...own])
    await desk.publish()
    const verify = ['credential', 'verify', desk.path('identity.jwt'), ...desk.trust, '--json']
    const act = ['--at', '2027-01-15T08:00:00Z', '--act', desk.path('consent.jwt')]
    const proof = ['--receipt', desk.path('receipt.jwt'), '--register', desk.register]
    expect((await desk.run([...verify, ...act])).json).toMatchObject({
      error: { code: 'signing_time_unproven', outcome: 'unknown' },
    })
    const proven = await desk.run([...verify, ...act, ...proof])
    expect([proven.code, proven.json]).toMatchObject([0, { kind: 'past' }])
    const other = ['--receipt', desk.path('receipt.jwt'), '--register', desk.authority]
    const foreign = await desk.run([...verify, ...act, ...other])
    expect([foreign.code, foreign.json]).toMatchObject([
      1,
      { error: { code: 'register_wrong', place: desk.path('receipt.jwt') } },
    ])
    for (const [option, ...args] of [
      ['--at', ...act.slice(2)],
      ['--register', ...act, ...proof.slice(0, 2)],
      ['--receipt', ...act, ...proof.slice(2)],
    ]) {
      const { code, json } = await desk.run([...verify, ...args])
      expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: option } }])
    }
  })
})

describe('fidecura consent verify', () => {
  test('refuses what was altered, and what another patient signed', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    const identity = ['--identity', desk.path('identity.jwt')]
    const token = desk.read('consent.jwt').trim()
    const forged = desk.write(
      'forged.jwt',
      alterPayload(token, (all) => ({ ...all, iat: 1 })),
    )
    const altered = await desk.run([
      'consent',
      'verify',
      forged,
      ...identity,
      ...desk.trust,
      '--json',
    ])
    expect([altered.code, altered.json]).toMatchObject([
      1,
      { error: { code: 'jws_signature_invalid', place: forged } },
    ])
    const claims = { record: { system: 'urn:oid:2.999.1.1', value: 'R-1' }, method: 'register' }
    await desk.issue('patient-identity', 'other.jwt', desk.doctor, claims)
    const other = ['--identity', desk.path('other.jwt'), ...desk.trust, '--json']
    const foreign = await desk.run(['consent', 'verify', desk.path('consent.jwt'), ...other])
    expect([foreign.code, foreign.json]).toMatchObject([
      1,
      { error: { code: 'signer_not_patient' } },
    ])
  })

  test('cannot tell where the identity’s status cannot be read', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    const identity = ['--identity', desk.path('identity.jwt')]
    const root = desk.trust.slice(0, 2)
    const verify = ['consent', 'verify', desk.path('consent.jwt'), ...identity, ...root, '--json']
    const { code, json } = await desk.run(verify)
    expect([code, json]).toMatchObject([3, { error: { code: 'status_unreachable' } }])
  })

  test('says nothing of what a broken file holds', async () => {
    const desk = await createConsentDesk()
    const file = desk.write('bad.jwt', 'CANARY')
    const identity = ['--identity', desk.path('identity.jwt')]
    for (const args of [
      ['consent', 'verify', file, ...identity, ...desk.trust],
      ['consent', 'withdraw', file, '--key', desk.path('patient.key')],
    ]) {
      const run = await desk.run([...args, '--json'])
      expect([run.code, run.json]).toMatchObject([1, { error: { place: file } }])
      expect(run.stdout).not.toContain('CANARY')
    }
  })
})

describe('fidecura consent decide and withdraw', () => {
  const observations = ['--data-type', 'Observation', 'DocumentReference']

  test('permits what was agreed to, says what to leave out, and why in twelve lines', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations]
    const { code, stdout } = await desk.run(args)
    expect(code).toBe(0)
    expect(stdout.trim().split('\n').length).toBeLessThanOrEqual(12)
    expect(stdout).toContain('34788-0')
    const again = [...desk.decideArgs(await desk.present('n2'), 'n2'), ...observations, '--json']
    const { json } = await desk.yes(again)
    expect(json).toMatchObject({
      decision: { kind: 'permit', obligations: [{ kind: 'leave_out' }] },
    })
  })

  test.each([
    ['what was refused', ['--purpose', 'HRESCH'], 'deny', 'consent_denied', 1],
    [
      'one excluded record',
      ['--item', '--data-code', 'http://loinc.org|34788-0'],
      'deny',
      'consent_denied',
      1,
    ],
    ['a purpose that the role does not have', ['--purpose', 'HPAYMT'], 'deny', 'consent_denied', 1],
    [
      'a record without statements',
      ['--record', 'urn:oid:2.999.1.1|R-1'],
      'no_consent',
      'consent_absent',
      1,
    ],
  ])('does not permit %s', async (_, more, kind, reason, expected) => {
    const desk = await createConsentDesk()
    await signed(desk)
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations]
    const { code, json } = await desk.run([...args, ...more, '--json'])
    expect([code, json]).toMatchObject([expected, { decision: { kind, code: reason } }])
  })

  test('says that the register has no statement of the id that is withdrawn', async () => {
    const desk = await createConsentDesk()
    const file = desk.path('consent.jwt')
    await desk.yes([...desk.signArgs, '--register', desk.register, '--yes', '--out', file])
    const withdraw = ['consent', 'withdraw', file, '--key', desk.path('patient.key')]
    const registered = [...desk.registerArgs, '--identity', desk.path('identity.jwt')]
    const { stderr } = await desk.yes([...withdraw, ...registered])
    expect(stderr).toContain('It has no statement of this id yet')
    const { json } = await desk.yes([...withdraw, ...registered, '--json'])
    expect(json).toMatchObject({ ahead: true })
  })

  test('denies after the withdrawal, and tells since when', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    desk.clock.advance(30)
    const withdraw = [
      'consent',
      'withdraw',
      desk.path('consent.jwt'),
      '--key',
      desk.path('patient.key'),
    ]
    const registered = [...desk.registerArgs, '--identity', desk.path('identity.jwt')]
    const { json: withdrawn } = await desk.yes([...withdraw, ...registered, '--json'])
    expect(withdrawn).toHaveProperty('receipt')
    expect(withdrawn).not.toHaveProperty('ahead')
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations, '--json']
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([
      1,
      {
        decision: {
          kind: 'deny',
          code: 'consent_withdrawn',
          withdrawnAt: desk.clock.now(),
        },
      },
    ])
  })

  test('refuses a presentation that counted already, and one for another audience', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations, '--json']
    const elsewhere = await desk.run([...args, '--audience', 'https://other.example'])
    expect([elsewhere.code, elsewhere.json]).toMatchObject([
      1,
      { error: { code: 'presentation_audience_wrong' } },
    ])
    await desk.yes(args)
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([
      1,
      { error: { code: 'presentation_replayed', place: desk.path('presented-n1.json') } },
    ])
  })

  test('cannot tell where status cannot be read', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations, '--json']
    const nowhere = args.map((arg) => (arg === desk.path('www') ? desk.path('no') : arg))
    const { code, json } = await desk.run(nowhere)
    expect([code, json]).toMatchObject([3, { error: { code: 'status_unreachable' } }])
  })

  test('cannot tell while the register’s clock is behind what it wrote', async () => {
    const desk = await createConsentDesk()
    desk.clock.advance(600)
    await desk.publish()
    await signed(desk)
    desk.clock.advance(-300)
    await desk.publish()
    await desk.publish('department', departmentList)
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations, '--json']
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([3, { error: { code: 'register_clock_rolled_back' } }])
  })

  test('keeps the passphrase of the register apart', async () => {
    const desk = await createConsentDesk()
    await signed(desk)
    const args = [...desk.decideArgs(await desk.present('n1'), 'n1'), ...observations, '--json']
    const variables = passphraseIn()
    const { code, json } = await desk.run(args, { variables })
    expect([code, json]).toMatchObject([
      2,
      { error: { code: 'passphrase_missing', place: 'FIDECURA_REGISTER_PASSPHRASE_FILE' } },
    ])
  })

  test.each([
    ['a combiner nobody has', ['--combine', 'oldest'], '--combine'],
    ['an action nobody has', ['--action', 'read'], '--action'],
    ['labels of a whole kind', ['--data-label', 'http://a.example|b'], '--data-label'],
    ['a code without system', ['--data-code', '34788-0'], '--data-code'],
    ['a custodian that is no DID', ['--custodian', 'hospital'], '--custodian'],
    ['an age that is no number', ['--max-age', '1e9'], '--max-age'],
  ])('calls %s wrong use', async (_, more, place) => {
    const desk = await createConsentDesk()
    await signed(desk)
    const args = [...desk.decideArgs(desk.write('p.json', '{}'), 'n1'), '--json', ...more]
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })

  test('makes no register where there is none', async () => {
    const desk = await createConsentDesk()
    const args = [...desk.decideArgs(desk.write('p.json', '{}'), 'n1'), '--json']
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unreadable' } }])
    expect(existsSync(desk.path('register.sqlite'))).toBe(false)
  })
})
