import { epochSeconds } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import type { AuditAct } from '@fidecura/monitor'
import fc from 'fast-check'

const hospital = parseDid('did:web:hospital.example')
const cardiology = parseDid('did:web:hospital.example:cardiology')
const doctor = parseDid('did:web:hospital.example:people:1')

/** A doctor reads what a patient permitted. */
export const act: AuditAct = Object.freeze({
  id: '6a1f6d6e-0000-4000-8000-000000000001',
  kind: 'read',
  recordedAt: epochSeconds(1_800_000_000),
  outcome: 'done',
  source: { did: hospital, site: 'https://hospital.example' },
  client: '192.0.2.7',
  actor: { did: doctor, organisation: cardiology },
  patient: { system: 'urn:oid:2.999.1.1', value: 'R-1' },
  purposes: ['TREAT'],
  objects: [{ type: 'Bundle', id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000002' }],
})

const text = fc.stringMatching(/^[^\p{Cc}]{1,60}$/u)
const did = fc.constantFrom(hospital, cardiology, doctor)
const optional = { noNullPrototype: true, requiredKeys: [] as never[] }

/** Any act. */
export const acts: fc.Arbitrary<AuditAct> = fc
  .tuple(
    fc.record({
      id: fc.uuid(),
      kind: fc.constantFrom(
        ...(['read', 'create', 'update', 'decide', 'issue', 'suspend', 'reinstate'] as const),
        ...(['revoke', 'verify', 'sign_in', 'begin_sign_in', 'sign_out'] as const),
      ),
      recordedAt: fc.integer({ min: 0, max: 4_000_000_000 }).map(epochSeconds),
      outcome: fc.constantFrom('done' as const, 'refused' as const, 'failed' as const),
      source: fc.record({ did, site: text }),
      client: text,
      objects: fc.array(fc.record({ type: fc.stringMatching(/^[A-Za-z]{1,20}$/), id: text }), {
        maxLength: 4,
      }),
    }),
    fc.record(
      {
        code: fc.stringMatching(/^[a-z\d_]{1,64}$/),
        patient: fc.record({ system: text, value: text }),
        purposes: fc.array(fc.constantFrom('TREAT', 'HRESCH'), { maxLength: 2 }),
        actor: fc.oneof(fc.record({ did }), fc.record({ did, organisation: did })),
      },
      optional,
    ),
  )
  .map(([needed, some]) => ({ ...needed, ...some }))
