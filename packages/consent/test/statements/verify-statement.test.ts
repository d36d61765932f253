import { encodeUtf8, type JsonObject } from '@fidecura/base'
import {
  assertVerifiedStatement,
  consentCodeSystems,
  recordReference,
  type StatementContent,
  type StatementSource,
  signStatement,
  type VerifiedStatement,
  verifyStatement,
} from '@fidecura/consent'
import { renderTerms } from '@fidecura/consent/explain'
import { termsFromFhir } from '@fidecura/consent/fhir'
import { credentialTypes, decodeCredential, issueCredential } from '@fidecura/credentials'
import {
  type Did,
  decodeJws,
  digestOf,
  generateSigner,
  parseDid,
  type Signer,
  signJws,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { resign } from '../../../credentials/test/recovery/forge.ts'
import { references as fhirReferences, pcf, policy, purpose } from '../fhir-resources.ts'
import {
  after,
  consentContent,
  consentOf,
  createWorld,
  day,
  department,
  index,
  issue,
  list,
  noon,
  otherRecord,
  record,
  terms,
  type World,
} from './world.ts'

const world = await createWorld()

function verify(token: string, more: Partial<Parameters<typeof verifyStatement>[1]> = {}) {
  const { verifier, identity: evidence } = world
  return verifyStatement(token, { verifier, evidence, ...more })
}

/** What an attacker with the patient's key at hand, or the patient's own software gone bad, signs. */
async function signAltered(
  alter: (payload: Record<string, JsonObject>) => unknown,
  signer: Signer = world.patient,
): Promise<string> {
  const { payload } = decodeJws(await consentOf(world))
  const members = JSON.parse(new TextDecoder().decode(payload))
  alter(members)
  return signJws(members, { signer, typ: 'vc+jwt' })
}

const coverage = {
  resourceType: 'Consent',
  status: 'active',
  scope: {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
    ],
  },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  patient: { reference: 'Patient/1' },
  policyRule: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }],
  },
  provision: {
    type: 'deny',
    provision: [
      {
        type: 'permit',
        purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
      },
    ],
  },
}

function sourceOf(
  resource: unknown = coverage,
  references: Record<string, string> = { 'Patient/1': recordReference(record) },
): StatementSource {
  return { bytes: encodeUtf8(JSON.stringify(resource)), references }
}

describe('verifyStatement', () => {
  test('takes what the patient of the record signed, and says what it says', async () => {
    const content = consentContent(world)
    const statement = await verify(await signStatement(content, { signer: world.patient }))
    expect(statement).toMatchObject({ ...content, issuer: world.patient.did, at: noon, now: noon })
    expect(statement.text.length).toBeGreaterThan(20)
    expect(() => assertVerifiedStatement(statement)).not.toThrow()
    expect(Object.isFrozen(statement)).toBe(true)
  })

  test.each(['restriction', 'objection'] as const)('takes an %s', async (kind) => {
    const denial = { ...terms, rule: { ...terms.rule, effect: 'deny' } } as const
    const token = await consentOf(world, { kind, terms: denial })
    expect(await verify(token)).toMatchObject({ kind })
  })

  test('is about credentials that any verifier of vc+jwt can read', async () => {
    const { credential } = await decodeCredential(await consentOf(world))
    expect(credential).toMatchObject({
      format: 'vc+jwt',
      issuer: world.patient.did,
      types: ['urn:fidecura:statement:consent:1'],
      validFrom: noon,
      validUntil: after(90 * day),
    })
  })

  describe('says signer_not_patient', () => {
    test('to a stranger with a valid key who borrows the identity of the patient', async () => {
      const token = await consentOf(world, {}, world.stranger)
      await expect(verify(token)).rejects.toMatchObject({ code: 'signer_not_patient' })
    })

    test('to a patient of another record', async () => {
      const evidence = await world.identify(world.stranger, otherRecord)
      const token = await consentOf(world, {}, world.stranger)
      await expect(verify(token, { evidence })).rejects.toMatchObject({
        code: 'signer_not_patient',
      })
    })

    test('to a record of the same number in another system', async () => {
      const evidence = await world.identify(world.stranger, { ...record, system: 'urn:other' })
      const token = await consentOf(world, {}, world.stranger)
      await expect(verify(token, { evidence })).rejects.toMatchObject({
        code: 'signer_not_patient',
      })
    })
  })

  describe('says signer_not_patient, when the identity', () => {
    const unboundType = 'urn:example:identity'
    /** As somebody else’s software might issue it; ours refuses to. */
    const unbound = async ({ did: subject }: Signer) => {
      const credential = {
        type: unboundType,
        subject,
        claims: { record: { ...record }, method: 'in_person' },
        validFrom: after(-day),
        validUntil: after(day),
        issuedAt: after(-day),
        status: { kind: 'token', list, index: index.identity },
      } as const
      const made = await issueCredential(credential, { signer: world.hospital, format: 'vc+jwt' })
      return resign(made, world.hospital, ({ type, ...rest }) => ({
        ...rest,
        type: (type as string[]).map((one) =>
          one === unboundType ? credentialTypes.patientIdentity : one,
        ),
      }))
    }
    const identity = (subject: Signer, holderKey: Signer | undefined) =>
      issue(world.hospital, credentialTypes.patientIdentity, {
        subject,
        holderKey,
        claims: { record: { ...record }, method: 'in_person' },
        index: index.identity,
      })

    test('names another DID and no key', async () => {
      const evidence = { identity: await unbound(world.patient) }
      expect(await verify(await consentOf(world), { evidence })).toBeDefined()
      const token = await consentOf(world, {}, world.stranger)
      await expect(verify(token, { evidence })).rejects.toMatchObject({
        code: 'signer_not_patient',
      })
    })

    test('names the DID with another key', async () => {
      const evidence = { identity: await identity(world.patient, world.stranger) }
      await expect(verify(await consentOf(world), { evidence })).rejects.toMatchObject({
        code: 'signer_not_patient',
      })
    })
  })

  test('passes on why the identity does not hold: self-made', async () => {
    const forged = await createWorld()
    const evidence = await forged.identify(world.stranger, record)
    const token = await consentOf(world, {}, world.stranger)
    await expect(verify(token, { evidence })).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('takes no other credential of the patient for an identity', async () => {
    const evidence = { identity: world.role.role }
    await expect(verify(await consentOf(world), { evidence })).rejects.toMatchObject({
      code: 'credential_type_unexpected',
    })
  })

  test('passes on why the identity does not hold: suspended', async () => {
    const other = await createWorld()
    other.change({ index: 1, value: 'suspended' })
    const { verifier, identity: evidence } = other
    const options = { verifier, evidence }
    await expect(verifyStatement(await consentOf(other), options)).rejects.toMatchObject({
      code: 'status_suspended',
    })
  })

  test.each<[string, string, (payload: Record<string, JsonObject>) => unknown]>([
    [
      'another text than that of the terms',
      'statement_text_mismatch',
      (p) => Object.assign(p['credentialSubject'] ?? {}, { text: 'Nothing at all.' }),
    ],
    [
      'another digest than that of the text',
      'statement_text_mismatch',
      (p) => Object.assign(p['credentialSubject'] ?? {}, { textDigest: 'A'.repeat(43) }),
    ],
    [
      'other terms under the same text',
      'statement_text_mismatch',
      (p) =>
        Object.assign(p['credentialSubject']?.['terms'] ?? {}, {
          rule: { effect: 'permit', conditions: {}, children: [] },
        }),
    ],
    [
      'another grantee under the same text',
      'statement_text_mismatch',
      (p) => Object.assign(p['credentialSubject']?.['grantee'] ?? {}, { name: 'Psychiatry' }),
    ],
    [
      'another end under the same text',
      'statement_text_mismatch',
      (p) => Object.assign(p, { validUntil: '2099-01-01T00:00:00Z' }),
    ],
    ['a member that is not known', 'token_malformed', (p) => Object.assign(p, { termsOfUse: [] })],
    [
      'a member of the subject that is not known',
      'token_malformed',
      (p) => Object.assign(p['credentialSubject'] ?? {}, { note: 'x' }),
    ],
    [
      'terms of another version',
      'terms_malformed',
      (p) =>
        Object.assign(p['credentialSubject']?.['terms'] ?? {}, { version: 'urn:fidecura:terms:2' }),
    ],
    [
      'another context',
      'token_malformed',
      (p) => Object.assign(p, { '@context': ['https://www.w3.org/ns/credentials/v2'] }),
    ],
    [
      'two types',
      'token_malformed',
      (p) =>
        Object.assign(p, {
          type: [
            'VerifiableCredential',
            'urn:fidecura:statement:consent:1',
            'urn:fidecura:statement:objection:1',
          ],
        }),
    ],
    [
      'an end before its beginning',
      'token_malformed',
      (p) => Object.assign(p, { validUntil: '2020-01-01T00:00:00Z' }),
    ],
    [
      'an instant with a fraction',
      'token_malformed',
      (p) => Object.assign(p, { validFrom: '2026-11-22T12:00:00.5Z' }),
    ],
    [
      'no grantee',
      'token_malformed',
      (p) => Object.assign(p['credentialSubject'] ?? {}, { grantee: undefined }),
    ],
  ])('refuses %s', async (_, code, alter) => {
    await expect(verify(await signAltered(alter))).rejects.toMatchObject({ code })
  })

  test.each([
    ['of somebody else', (): Did => department, 'hospital.example'],
    ['above its own', (): Did => department, 'cardiology.hospital.exampl'],
    ['that it has a folder at', (): Did => parseDid(`${department}:nobody`), department.slice(8)],
    ['that it has a port at', (): Did => parseDid(`${department}%3A8443`), department.slice(8)],
    ['of a key, which has none', (): Did => world.stranger.did, 'cardiology.hospital.example'],
  ])('refuses a grantee that is shown under a domain %s', async (_, did, domain) => {
    const grantee = { did: did(), name: 'Cardiology', domain }
    const refusal = { code: 'token_malformed', place: '/credentialSubject/grantee/domain' }
    await expect(consentOf(world, { grantee })).rejects.toMatchObject(refusal)
    const { payload } = decodeJws(await consentOf(world))
    const members = JSON.parse(new TextDecoder().decode(payload))
    const text = renderTerms({ ...consentContent(world), grantee })
    const shown = { grantee, text, textDigest: await digestOf(text) }
    Object.assign(members.credentialSubject, shown)
    const token = await signJws(members, { signer: world.patient, typ: 'vc+jwt' })
    await expect(verify(token)).rejects.toMatchObject(refusal)
  })

  test("asks who signed before it compares a stranger's terms with their source", async () => {
    const wide = await signAltered(({ credentialSubject }) => {
      Object.assign(credentialSubject as object, { text: 'Permitted: everything.' })
    })
    await expect(verify(wide)).rejects.toMatchObject({ code: 'statement_text_mismatch' })
    const other = { evidence: await world.identify(world.patient, otherRecord) }
    await expect(verify(wide, other)).rejects.toMatchObject({ code: 'signer_not_patient' })
  })

  test('refuses a statement that is signed in the future, beyond what clocks differ', async () => {
    expect(await verify(await consentOf(world, { issuedAt: after(60) }))).toBeDefined()
    await expect(verify(await consentOf(world, { issuedAt: after(61) }))).rejects.toMatchObject({
      code: 'token_from_future',
    })
  })

  test('refuses a payload that was altered after signing', async () => {
    const [header, , signature] = (await consentOf(world)).split('.')
    const [, payload] = (await consentOf(world, { validUntil: after(91 * day) })).split('.')
    await expect(verify([header, payload, signature].join('.'))).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses what somebody else signed in the name of the patient', async () => {
    const token = await signAltered(() => undefined, world.stranger)
    await expect(verify(token)).rejects.toMatchObject({ code: 'jws_issuer_mismatch' })
    const forger = { ...world.stranger, keyId: world.patient.keyId }
    const forged = await signAltered(() => undefined, forger)
    await expect(verify(forged)).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('refuses a token of another kind', async () => {
    const { payload } = decodeJws(await consentOf(world))
    const token = await signJws(payload, { signer: world.patient, typ: 'JWT' })
    await expect(verify(token)).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })

  test('refuses a member that is named twice', async () => {
    const { payload } = decodeJws(await consentOf(world))
    const doubled = `{"iat":1,${new TextDecoder().decode(payload).slice(1)}`
    const token = await signJws(encodeUtf8(doubled), { signer: world.patient, typ: 'vc+jwt' })
    await expect(verify(token)).rejects.toMatchObject({ code: 'json_duplicate_member' })
  })

  test.each(['', 'garbage', '..', 'e30.e30.e30'])('refuses %j with a code', async (token) => {
    await expect(verify(token)).rejects.toMatchObject({ code: expect.stringMatching(/^jws_/) })
  })

  test('accepts nothing that it did not return', async () => {
    const statement = await verify(await consentOf(world))
    const copy = { ...statement } as VerifiedStatement
    expect(() => assertVerifiedStatement(copy)).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  })
})

describe('a statement with a FHIR source', () => {
  const { bytes, references } = sourceOf()
  const fromSource = termsFromFhir(bytes, { references }).terms
  const sign = (more: Partial<StatementContent>) => consentOf(world, { terms: fromSource, ...more })

  test('carries its exact bytes', async () => {
    const spaced = { ...sourceOf(), bytes: encodeUtf8(`${JSON.stringify(coverage)} \n`) }
    const statement = await verify(await sign({ source: spaced }))
    expect(statement.source?.bytes).toEqual(spaced.bytes)
    expect(statement.source?.references).toEqual(references)
  })

  test('may be of a profile, whose policy the patient signs for', async () => {
    const resource = pcf('Advanced', {
      type: 'permit',
      purpose: [purpose('TREAT')],
      securityLabel: [{ system: consentCodeSystems.confidentiality, code: 'N' }],
    })
    const known: Record<string, string> = {
      ...fhirReferences,
      'Patient/1': recordReference(record),
    }
    const source = sourceOf(resource, known)
    const { terms } = termsFromFhir(source.bytes, { references: known })
    const statement = await verify(await sign({ source, terms }))
    expect(statement.terms).toEqual(terms)
    // Without a word about the policy nothing of it can be signed.
    const { [policy]: _, ...unread } = known
    await expect(sign({ source: sourceOf(resource, unread), terms })).rejects.toMatchObject({
      code: 'consent_source_policy_external',
    })
  })

  test('may narrow it', async () => {
    const [permit] = fromSource.rule.children
    const narrower = {
      ...fromSource,
      rule: {
        ...fromSource.rule,
        children: [{ ...permit, conditions: { ...permit?.conditions, actions: ['access'] } }],
      },
    } as typeof fromSource
    expect(await verify(await sign({ source: sourceOf(), terms: narrower }))).toBeDefined()
  })

  /** Software of the patient's that does not check, with a key that is the patient's. */
  const signUnchecked = async (source: JsonObject) => {
    const content = consentContent(world, { source: sourceOf(), terms: fromSource })
    const text = renderTerms({ ...content, source: { ...sourceOf(), ...source } })
    const textDigest = await digestOf(text)
    return signAlteredFrom({ source: sourceOf(), terms: fromSource }, (payload) => {
      const subject = payload['credentialSubject'] ?? {}
      const altered = { ...(subject['source'] as JsonObject), ...source }
      Object.assign(subject, { source: altered, text, textDigest })
    })
  }
  const signAlteredFrom = async (
    more: Partial<StatementContent>,
    alter: (payload: Record<string, Record<string, JsonObject>>) => void,
  ): Promise<string> => {
    const { payload } = decodeJws(await sign(more))
    const members = JSON.parse(new TextDecoder().decode(payload))
    alter(members)
    return signJws(members, { signer: world.patient, typ: 'vc+jwt' })
  }

  test('is refused, and not signed, when it allows more', async () => {
    const research = JSON.parse(JSON.stringify(coverage).replaceAll('TREAT', 'HRESCH'))
    await expect(sign({ source: sourceOf(research) })).rejects.toMatchObject({
      code: 'statement_wider_than_source',
    })
    const { source } = await verify(
      await consentOf(world, {
        source: sourceOf(research),
        terms: termsFromFhir(sourceOf(research).bytes, { references }).terms,
      }),
    )
    const altered = await signUnchecked({
      bytes: Buffer.from(source?.bytes ?? []).toString('base64url'),
    })
    await expect(verify(altered)).rejects.toMatchObject({ code: 'statement_wider_than_source' })
  })

  test('is refused when one byte of the source was altered', async () => {
    const altered = await signUnchecked({
      bytes: Buffer.from(JSON.stringify(coverage).replace('active', 'inactive')).toString(
        'base64url',
      ),
    })
    await expect(verify(altered)).rejects.toMatchObject({ code: 'consent_source_not_active' })
  })

  test.each<[string, Record<string, string>]>([
    ['nobody', {}],
    ['another record', { 'Patient/1': recordReference(otherRecord) }],
    ['nobody, beside one who is not asked for', { 'Patient/2': recordReference(record) }],
  ])('is refused when its patient stands for %s', async (_, map) => {
    await expect(sign({ source: sourceOf(coverage, map) })).rejects.toMatchObject({
      code: 'statement_subject_mismatch',
    })
    await expect(verify(await signUnchecked({ references: map }))).rejects.toMatchObject({
      code: 'statement_subject_mismatch',
    })
  })

  test('is refused when its text does not say what a name stands for', async () => {
    const map = { ...references, 'Practitioner/9': 'did:web:elsewhere.example' }
    const token = signAlteredFrom({ source: sourceOf(), terms: fromSource }, (payload) => {
      const subject = payload['credentialSubject'] ?? {}
      Object.assign(subject, { source: { ...(subject['source'] as JsonObject), references: map } })
    })
    await expect(verify(await token)).rejects.toMatchObject({ code: 'statement_text_mismatch' })
  })

  test('is refused when the source names a member twice', async () => {
    const doubled = JSON.stringify(coverage).replace('{', '{"status":"inactive",')
    const altered = await signUnchecked({ bytes: Buffer.from(doubled).toString('base64url') })
    await expect(verify(altered)).rejects.toMatchObject({ code: 'json_duplicate_member' })
  })
})

describe('the text of a statement', () => {
  test.each([
    ['another register', { register: parseDid('did:web:elsewhere.example') }],
    [
      'another signer of what it replaces',
      { supersedes: { issuer: department, id: 'urn:uuid:a' } },
    ],
  ])('does not fit %s', async (_, more) => {
    const supersedes = { issuer: world.patient.did, id: 'urn:uuid:a' }
    const { payload } = decodeJws(await consentOf(world, { supersedes }))
    const members = JSON.parse(new TextDecoder().decode(payload))
    Object.assign(members.credentialSubject, more)
    const token = await signJws(members, { signer: world.patient, typ: 'vc+jwt' })
    await expect(verify(token)).rejects.toMatchObject({ code: 'statement_text_mismatch' })
  })

  /** As the first statements were signed. */
  const signFirst = (textVersion: 1 | 2, more: object) => async () => {
    const text = renderTerms({ ...consentContent(world), textVersion })
    const textDigest = await digestOf(text)
    return signAltered(({ credentialSubject: subject }) => {
      const { textVersion: _, ...others } = subject as JsonObject
      for (const name of Object.keys(subject ?? {}))
        delete (subject as Record<string, unknown>)[name]
      Object.assign(subject as object, others, { text, textDigest }, more)
    })
  }

  test('of the first version is still verified, as that alone', async () => {
    await expect(verify(await signFirst(1, {})())).resolves.toMatchObject({ textVersion: 1 })
    const textVersion = 'urn:fidecura:statement-text:2'
    for (const sign of [signFirst(1, { textVersion }), signFirst(2, {})]) {
      await expect(verify(await sign())).rejects.toMatchObject({ code: 'statement_text_mismatch' })
    }
    const unknown = signFirst(2, { textVersion: 'urn:fidecura:statement-text:3' })
    await expect(verify(await unknown())).rejects.toMatchObject({ code: 'token_malformed' })
  })

  test('is of the second version, whatever a caller without types wants', async () => {
    const token = await consentOf(world, { textVersion: 1 } as never)
    await expect(verify(token)).resolves.toMatchObject({ textVersion: 2 })
  })
})

describe('signStatement', () => {
  test.each<[string, Partial<StatementContent>, string]>([
    [
      'terms that are none',
      { terms: { ...terms, rule: { ...terms.rule, effect: 'maybe' } } as never },
      'terms_malformed',
    ],
    ['an end before the beginning', { validUntil: noon }, 'token_malformed'],
    ['a beginning within a second', { validFrom: after(0.5) }, 'token_malformed'],
    ['an end within a second', { validUntil: after(60.5) }, 'token_malformed'],
    ['an id that is no URI', { id: 'one' }, 'token_malformed'],
    ['half seconds', { issuedAt: (noon + 0.5) as World['now'] }, 'token_malformed'],
    ['a grantee without a name', { grantee: { did: department, name: '' } }, 'token_malformed'],
    [
      'a name with a line break',
      { controller: { did: department, name: 'A\nB' } },
      'token_malformed',
    ],
  ])('signs no %s', async (_, more, code) => {
    await expect(consentOf(world, more)).rejects.toMatchObject({ code })
  })

  test('works with every kind of key', async () => {
    for (const options of [{ algorithm: 'EdDSA' }, { algorithm: 'ES384' }] as const) {
      const signer = await generateSigner(options)
      const evidence = await world.identify(signer, record)
      expect(await verify(await consentOf(world, {}, signer), { evidence })).toBeDefined()
    }
  })
})

describe('verifyStatement, by the clock of the verifier', () => {
  test('takes the present from it where the call names none', async () => {
    const later = await createWorld()
    const token = await consentOf(later)
    const { verifier, identity: evidence } = later
    later.now = after(30)
    expect(await verifyStatement(token, { verifier, evidence })).toMatchObject({
      at: after(30),
      now: after(30),
    })
    expect(await verifyStatement(token, { verifier, evidence, at: after(10) })).toMatchObject({
      at: after(10),
      now: after(30),
    })
    const early = { verifier, evidence, now: after(-61) }
    await expect(verifyStatement(token, early)).rejects.toMatchObject({ code: 'token_from_future' })
  })

  test.each(['at', 'now'])('refuses no instant for `%s`', async (name) => {
    const { verifier, identity: evidence } = world
    const options = { verifier, evidence, [name]: Number.NaN }
    await expect(verifyStatement(await consentOf(world), options)).rejects.toMatchObject({
      code: 'instant_malformed',
    })
  })
})
