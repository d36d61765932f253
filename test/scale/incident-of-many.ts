import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { epochSeconds } from '@fidecura/base'
import { signStatement } from '@fidecura/consent'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { authorityExport, type Hospital, reportIncident } from '@fidecura/server'
import { openExample } from '@fidecura/server/example'
import { type AuditAct, auditEventOf } from '../../packages/monitor/src/index.ts'

/** Fills the audit log of a hospital with events of many, and says how long it takes to find what one of them did. */
const [path = '', howMany = '0', ofThem = '0'] = process.argv.slice(2)
const [events, patients] = [Number(howMany), Number(ofThem)]
const folder = dirname(path)
const noon = epochSeconds(1_800_000_000)
const day = 86_400
// One in twenty events is of the one who is asked about; one in five of the records has a consent.
const [share, consenting] = [20, 5]

let now = epochSeconds(noon - 40 * day)
const example = await openExample({
  ...{ folder, origin: 'https://hospital.example', clock: () => now },
  fetch: () => Promise.reject(new TypeError('There is no network here')),
  signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
})
const hospital = example.hospitals.get('riverside') as Hospital
const [department] = [...hospital.departments.values()]
if (department === undefined) throw new Error('It has one')
const suspect = await generateSigner()
const others = await Promise.all(Array.from({ length: 50 }, () => generateSigner()))
const recordOf = (n: number) => ({
  system: hospital.settings.recordSystem,
  value: `R-${n % patients}`,
})

const building = performance.now()
for (let n = 0; n < patients; n += consenting) await consent(n)
fill()
const buildSeconds = (performance.now() - building) / 1000

now = noon
const begun = performance.now()
const report = await reportIncident(hospital, {
  question: {
    ...{ hospital: hospital.site.did, actor: suspect.did },
    ...{ from: epochSeconds(noon - 30 * day), to: noon },
  },
  aware: noon,
})
const { csv } = authorityExport(hospital, report)
const seconds = (performance.now() - begun) / 1000
await example.close()
const rssMegabytes = Math.round(process.memoryUsage().rss / 1e6)
const { counts } = report
const csvBytes = csv.length
process.stdout.write(
  `${JSON.stringify({ events, ...counts, buildSeconds, seconds, csvBytes, rssMegabytes })}\n`,
)

/** The patient of a record lets the department read everything. */
async function consent(n: number): Promise<void> {
  const { site, store } = hospital
  const patient = await generateSigner()
  const record = recordOf(n)
  const { token: identity } = await site.issuer(store).issue(
    {
      ...{ type: credentialTypes.patientIdentity, subject: patient.did },
      holderKey: patient.publicKey,
      claims: { record, name: `Pat ${n} Example`, birthDate: '1958-03-14', method: 'in_person' },
      ...{ validFrom: now, validUntil: epochSeconds(now + 400 * day) },
    },
    { format: 'dc+sd-jwt' },
  )
  const { did, name } = department as NonNullable<typeof department>
  const token = await signStatement(
    {
      ...{ id: `urn:uuid:${crypto.randomUUID()}`, kind: 'consent', record },
      grantee: { did, name },
      controller: { did: site.did, name: site.name },
      terms: {
        version: 'urn:fidecura:terms:1',
        rule: {
          effect: 'permit',
          conditions: { actors: [{ role: 'recipient', did }], purposes: ['TREAT'] },
          children: [],
        },
      },
      ...{ language: 'en', register: site.did, issuedAt: now, validFrom: now },
      validUntil: epochSeconds(now + 300 * day),
    },
    { signer: patient },
  )
  const evidence = { identity, chain: site.chain }
  await hospital.register(store).submit({ token, evidence })
}

/** As the store writes them, but many in one step: each by itself would wait for the disk a million times. */
function fill(): void {
  const file = new DatabaseSync(join(folder, 'riverside/store.sqlite'))
  file.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE')
  const insert = file.prepare(
    'INSERT INTO audit_event (id, patient, actor, recorded_at, event) VALUES (?, ?, ?, ?, ?)',
  )
  const source = { did: hospital.site.did, site: hospital.origin }
  for (let n = 0; n < events; n++) {
    const isSuspect = n % share === 0
    const actor = isSuspect ? suspect.did : (others[n % others.length]?.did ?? suspect.did)
    const at = epochSeconds(noon - 35 * day + Math.floor((n / events) * 35 * day))
    const patient = recordOf(isSuspect ? n / share : n)
    const act: AuditAct = {
      ...{ id: crypto.randomUUID(), kind: n % 2 === 0 ? 'read' : 'decide', recordedAt: at },
      ...{ outcome: 'done', source, client: '192.0.2.7', purposes: ['TREAT'], objects: [] },
      ...{ actor: { did: actor, organisation: department?.did }, patient },
    }
    const key = JSON.stringify([patient.system, patient.value])
    insert.run(act.id, key, actor, at, JSON.stringify(auditEventOf(act)))
  }
  file.exec('COMMIT')
  file.close()
}
