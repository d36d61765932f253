import { encodeUtf8 } from '@fidecura/base'
import {
  parseTerms,
  signWithdrawal,
  verifyReceipt,
  verifyStatement,
  verifyStatementSet,
  verifyWithdrawal,
} from '@fidecura/consent'
import { receiptCodesOf, verifyReceiptCodes } from '@fidecura/consent/consent-receipt'
import {
  signConfirmation,
  signEntry,
  verifyConfirmation,
  verifyEntry,
} from '@fidecura/consent/entries'
import {
  provenanceOf,
  type ReferenceMap,
  statementFromProvenance,
  termsFromFhir,
} from '@fidecura/consent/fhir'
import { decodeStatement } from '../../packages/consent/src/statement.ts'
import { mii, miiProvision, pcf, references } from '../../packages/consent/test/fhir-resources.ts'
import {
  createPlatform,
  requestOf,
  verify as verifyRequest,
} from '../../packages/consent/test/request/platform.ts'
import {
  after,
  consentContent,
  consentOf,
  createWorld,
  record,
  terms,
  type World,
} from '../../packages/consent/test/statements/world.ts'
import { decisionParsers } from './decision-parsers.ts'
import { jsonOf, textOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const coding = { system: 'http://loinc.org', code: '11502-2' }
const richTerms = {
  version: 'urn:fidecura:terms:1',
  rule: {
    effect: 'deny',
    conditions: { period: { start: 1, end: 2 } },
    children: [
      {
        effect: 'permit',
        conditions: {
          actors: [{ role: 'recipient', did: 'did:web:clinic.example' }],
          actions: ['access', 'use'],
          purposes: ['TREAT'],
          labels: [coding],
          types: [coding],
          codes: [coding],
          data: [{ meaning: 'related', reference: 'urn:record:1' }],
          dataPeriod: { start: -5 },
          unknown: ['expression'],
        },
        children: [terms.rule],
        duties: [{ kind: 'erase_by', afterSeconds: 60 }, { kind: 'no_redisclosure' }],
      },
    ],
  },
}

const reference = { reference: 'Organization/1' }
const loincPrivacy = { coding: [{ system: 'http://loinc.org', code: '59284-0' }] }
const terminology = 'http://terminology.hl7.org/CodeSystem'
const concept = (system: string, code: string) => ({
  coding: [{ system: `${terminology}/${system}`, code }],
})
const recipient = { role: concept('v3-ParticipationType', 'IRCP'), reference }
const purpose = [{ system: `${terminology}/v3-ActReason`, code: 'TREAT' }]
const r4 = {
  resourceType: 'Consent',
  status: 'active',
  scope: concept('consentscope', 'patient-privacy'),
  category: [loincPrivacy],
  patient: { reference: 'Patient/1' },
  policyRule: concept('v3-ActCode', 'OPTIN'),
  provision: {
    period: { start: '2026-01-01', end: '2026-12-31' },
    actor: [recipient],
    purpose,
    provision: [{ type: 'deny', code: [{ coding: [coding] }] }],
  },
}
const r5 = {
  resourceType: 'Consent',
  status: 'active',
  category: [loincPrivacy],
  subject: { reference: 'Patient/1' },
  decision: 'permit',
  provision: [{ actor: [recipient], purpose, dataPeriod: { start: '2026' } }],
}

const permit = { type: 'permit', purpose, securityLabel: [coding] }
const exceptions = [
  { ...permit, actor: [{ ...recipient, reference: { reference: 'Group/1' } }] },
  { type: 'deny', data: [{ meaning: 'related', reference: { reference: 'Encounter/1' } }] },
]
const pcfSample = pcf('Advanced', { ...permit, actor: [recipient], provision: exceptions })
const dissent = pcf('Intermediate', { type: 'deny', provision: [{ type: 'permit', purpose }] })
const miiSample = mii([
  miiProvision('permit', '8', { actor: [recipient] }),
  miiProvision('deny', '6'),
])
const profileReferences: ReferenceMap = {
  ...references,
  'Organization/1': 'did:web:clinic.example',
  'Group/1': 'urn:example:group',
}

export async function consentParsers(): Promise<readonly Parser[]> {
  const world = await createWorld()
  const references: ReferenceMap = { 'Organization/1': 'did:web:clinic.example' }
  return [
    {
      name: 'parseTerms',
      grammar: 'json',
      samples: [JSON.stringify(terms), JSON.stringify(richTerms)],
      parse: (input) => parseTerms(jsonOf(input)),
    },
    {
      name: 'termsFromFhir',
      grammar: 'json',
      samples: [JSON.stringify(r4), JSON.stringify(r5)],
      parse: (input) => termsFromFhir(input, { references }),
    },
    {
      name: 'termsFromFhir, of profiles',
      grammar: 'json',
      samples: [JSON.stringify(pcfSample), JSON.stringify(dissent), JSON.stringify(miiSample)],
      parse: (input) => termsFromFhir(input, { references: profileReferences }),
    },
    ...(await statementParsers(world)),
    ...(await requestParsers(world)),
    ...(await entryParsers(world)),
    ...decisionParsers,
  ]
}

async function statementParsers(world: World): Promise<readonly Parser[]> {
  const { verifier, identity, patient, registrar, now, words } = world
  const statement = await consentOf(world)
  const { id } = consentContent(world)
  const withdrawal = await signWithdrawal(
    { statement: { issuer: patient.did, id }, record, issuedAt: now },
    { signer: patient },
  )
  const receipt = await world.register.submit({ token: statement, evidence: identity })
  const set = JSON.stringify(await world.register.attest(record))
  const register = { did: registrar.did, keys: 'any' } as const
  return [
    {
      name: 'decodeStatement',
      grammar: 'jws',
      samples: [statement],
      parse: (input) => decodeStatement(textOf(input)),
    },
    {
      name: 'verifyStatement',
      grammar: 'jws',
      samples: [statement],
      parse: (input) => verifyStatement(textOf(input), { verifier, evidence: identity } as never),
    },
    {
      name: 'verifyWithdrawal',
      grammar: 'jws',
      samples: [withdrawal],
      parse: (input) => verifyWithdrawal(textOf(input), { verifier, evidence: identity }),
    },
    {
      name: 'verifyReceipt',
      grammar: 'jws',
      samples: [receipt],
      parse: (input) => verifyReceipt(textOf(input), { register, verifier }),
    },
    {
      name: 'verifyStatementSet',
      grammar: 'json',
      samples: [set],
      parse: (input) => verifyStatementSet(jsonOf(input) as never, { register, verifier, words }),
    },
  ]
}

async function requestParsers(world: World): Promise<readonly Parser[]> {
  const { verifier, identity, registrar } = world
  const platform = await createPlatform(world)
  const statement = await consentOf(world, { id: 'urn:uuid:another' })
  const receipt = await world.register.submit({ token: statement, evidence: identity })
  const codes = await receiptCodesOf({ evidence: { statement, receipt } })
  const target = ['Consent/1']
  const provenance = provenanceOf(statement, { fhirVersion: 'R5', target, recorded: after(0) })
  return [
    {
      name: 'verifyConsentRequest',
      grammar: 'jws',
      samples: [await requestOf(world, platform)],
      parse: (input) => verifyRequest(world, platform, textOf(input)),
    },
    {
      name: 'statementFromProvenance',
      grammar: 'json',
      samples: [JSON.stringify(provenance)],
      parse: (input) => statementFromProvenance(input),
    },
    {
      name: 'verifyReceiptCodes',
      grammar: 'text',
      samples: [codes.join('\n')],
      parse: (input) =>
        verifyReceiptCodes(textOf(input).split('\n'), {
          verifier,
          register: { did: registrar.did, keys: 'any' },
        }),
    },
  ]
}

async function entryParsers(world: World): Promise<readonly Parser[]> {
  const { verifier, role, identity, doctor, patient, now } = world
  const bytes = encodeUtf8('{"resourceType":"Observation"}')
  const entry = await signEntry(bytes, {
    signer: doctor,
    id: 'urn:uuid:7f0f1b6e-0000-4000-8000-000000000001',
    record,
    role: role.role,
    mediaType: 'application/fhir+json',
    issuedAt: now,
  })
  const issuedAt = after(0)
  const confirmation = await signConfirmation(entry, {
    bytes,
    signer: patient,
    verdict: 'confirmed',
    issuedAt,
  } as Parameters<typeof signConfirmation>[1])
  return [
    {
      name: 'verifyEntry',
      grammar: 'jws',
      samples: [entry],
      parse: (input) => verifyEntry(textOf(input), { bytes, evidence: role, verifier }),
    },
    {
      name: 'verifyConfirmation',
      grammar: 'jws',
      samples: [confirmation],
      parse: (input) => verifyConfirmation(textOf(input), { bytes, evidence: identity, verifier }),
    },
  ]
}
