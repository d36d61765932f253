import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochSeconds } from '@fidecura/base'
import { signWithdrawal } from '@fidecura/consent'
import { EvidenceError } from '@fidecura/evidence'
import { authorityExport, incidentLetter, namesCsv, reportIncident } from '@fidecura/server'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { recordFolderName } from '../src/hospital/record-source.ts'
import { deadlinesOf } from '../src/incident/deadlines.ts'
import { type IncidentApproval, signIncidentApproval } from '../src/incident/incident-approval.ts'
import type { IncidentQuestion } from '../src/incident/incident-question.ts'
import { consentTo, evidenceOf, laboratory, read } from './consents.ts'
import { decodeToken } from './decode.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createWorld, noon, type Person, type World } from './world.ts'

let world: World
let [desk, colleague, doctor, patient]: Person[] = []
let question: IncidentQuestion
let consent: string

const recordOf = (value: string) => ({ system: 'urn:oid:2.999.1.1', value })

beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  colleague = await appoint(world, '2', clerk)
  doctor = await appoint(world, '3')
  patient = await enrol(world, desk, 'R-1')
  await enrol(world, desk, 'R-2')
  const folder = join(world.folder, 'riverside/records', await recordFolderName(recordOf('R-1')))
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'o.json'),
    '{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/1"},"code":{"text":"x"}}',
  )
  const made = await doctor.client.requestConsent({
    ...{ record: recordOf('R-1'), purposes: ['TREAT'], data: [laboratory], validDays: 90 },
  })
  const [carried] = (await patient.client.myRequests()).items
  const token = await consentTo(world, patient, carried ?? made, 'R-1')
  consent = token
  world.advance(10)
  await read(world, doctor, 'R-1')
  world.advance(10)
  // Withdrawn afterwards: at the time of the reading it stood.
  const { id } = (await decodeToken(token)) as unknown as { id: string }
  const { did } = patient.signer
  const withdrawal = await signWithdrawal(
    {
      statement: { issuer: did, id },
      record: recordOf('R-1'),
      issuedAt: world.clock.now(),
    },
    { signer: patient.signer },
  )
  await patient.client.withdraw({ token: withdrawal, evidence: evidenceOf(patient) })
  world.advance(10)
  await expect(read(world, doctor, 'R-1')).rejects.toMatchObject({ code: 'not_available' })
  await expect(read(world, doctor, 'R-2')).rejects.toMatchObject({ code: 'not_available' })
  question = {
    hospital: world.hospital().site.did,
    actor: doctor.signer.did,
    ...{ from: noon, to: epochSeconds(world.clock.now() + 1) },
  }
})
afterAll(() => world.close())

async function approve(
  person: Person | undefined,
  about: IncidentQuestion = question,
): Promise<IncidentApproval> {
  const { signer, credentials, chain } = person as Person
  const [role = '', licence = ''] = credentials
  const approval = await signIncidentApproval(about, { signer, issuedAt: world.clock.now() })
  return { approval, desk: { role, licence, chain } }
}

const ask = (approvals?: readonly IncidentApproval[], about = question) =>
  reportIncident(world.hospital(), { question: about, aware: noon, approvals })

describe('reportIncident', () => {
  test('holds each reading against what stood at its instant, and tells counts and pseudonyms alone', async () => {
    const report = await ask()
    expect(report.counts).toMatchObject({ patients: 2, read: 1, withoutBasis: 0, unknown: 0 })
    const [first] = report.records
    const reading = first?.accesses.find(({ basis }) => basis !== undefined)
    expect(reading).toMatchObject({ decided: { outcome: 'done' }, basis: { outcome: 'permit' } })
    const said = JSON.stringify([report, authorityExport(world.hospital(), report)])
    for (const hidden of ['R-1', 'R-2', 'Pat', 'urn:uuid:']) expect(said).not.toContain(hidden)
    expect(first?.pseudonym).toBe('P-0001')
  })

  test('finds nothing of another time, nor of somebody else', async () => {
    const later = { ...question, from: question.to, to: epochSeconds(question.to + 60) }
    expect((await ask(undefined, later)).counts).toMatchObject({ patients: 0, others: 0 })
    const other = { ...question, actor: patient?.signer.did as IncidentQuestion['actor'] }
    expect((await ask(undefined, other)).counts.read).toBe(0)
  })

  test('names patients to two people, and writes both down where each patient reads it', async () => {
    const { audit } = world.hospital().store
    const before = (await audit.about(recordOf('R-1'), { limit: 1000 })).length
    const report = await ask([await approve(desk), await approve(colleague)])
    expect(report.records.map(({ record, name }) => [record.value, name])).toEqual([
      ['R-1', 'Pat R-1 Example'],
      ['R-2', 'Pat R-2 Example'],
    ])
    const [, ...rows] = namesCsv(report).split('\r\n')
    expect(rows[0]).toBe('P-0001,urn:oid:2.999.1.1,R-1,Pat R-1 Example')
    const after = await audit.about(recordOf('R-1'), { limit: 1000 })
    const written = after.slice(0, after.length - before).map(({ act }) => act)
    expect(written.map(({ actor }) => actor?.did).sort()).toEqual(
      [desk, colleague].map((each) => each?.signer.did).sort(),
    )
    expect(written[0]).toMatchObject({ kind: 'read', purposes: ['HCOMPL'] })
  })

  test('names by which evidence the statement of a reading is proven, and the export for the authority has it', async () => {
    const { id } = await (patient as Person).client.provePreserved({ token: consent })
    const report = await ask([await approve(desk), await approve(colleague)])
    const readings = report.records
      .flatMap(({ accesses }) => accesses)
      .flatMap(({ basis }) => (basis === undefined ? [] : [basis]))
    expect(readings).toMatchObject([{ outcome: 'permit', evidence: [id] }])
    const { csv } = authorityExport(world.hospital(), report)
    const [, ...lines] = csv.split('\r\n')
    expect(lines.filter((line) => line.endsWith(`,permit,,${id}`))).toHaveLength(1)
    // Whoever has the id may look the statement up: it is for two people, too.
    expect(JSON.stringify(await ask())).not.toContain(id)
  })

  test('tells what was read though the log cannot be asked for its proof', async () => {
    const { preservation } = world.hospital()
    const away = new EvidenceError('witness_quorum_missing', 'Away', { outcome: 'unknown' })
    const deposit = (): Promise<never> => Promise.reject(away)
    const hospital = { ...world.hospital(), preservation: { ...preservation, deposit } as never }
    const approvals = [await approve(desk), await approve(colleague)]
    const report = await reportIncident(hospital, { question, aware: noon, approvals })
    const readings = report.records.flatMap(({ accesses }) => accesses)
    expect(readings.find(({ basis }) => basis !== undefined)?.basis).toMatchObject({
      ...{ outcome: 'permit', evidence: [] },
    })
  })

  test('asks the store of the hospital alone: what the same actor does elsewhere is none of its', async () => {
    const hillside = world.hospital('hillside')
    const about = { ...question, hospital: hillside.site.did }
    const { counts } = await reportIncident(hillside, { question: about, aware: noon })
    expect(counts).toMatchObject({ patients: 0, accesses: 0, looked: 0 })
  })

  test('writes the question of one down, too, without a patient', async () => {
    const { audit } = world.hospital().store
    await ask()
    const [newest] = await audit.all({ limit: 1 })
    expect(newest?.act).toMatchObject({ kind: 'read', purposes: ['HCOMPL'] })
    expect(newest?.act.patient).toBeUndefined()
  })

  test('names nobody to one person twice', async () => {
    const again = [await approve(desk), await approve(desk)]
    await expect(ask(again)).rejects.toMatchObject({ code: 'approver_not_second' })
    await expect(ask(again.slice(0, 1))).rejects.toMatchObject({ code: 'approver_not_second' })
  })

  test('names nobody upon an approval of another question, or of yesterday', async () => {
    const wider = { ...question, to: epochSeconds(question.to + 3600) }
    const other = [await approve(desk), await approve(colleague, wider)]
    await expect(ask(other)).rejects.toMatchObject({ code: 'approval_mismatch', place: '/1' })
    const fresh = [await approve(desk), await approve(colleague)]
    const tomorrow = { ...world.hospital(), clock: () => epochSeconds(world.clock.now() + 86_400) }
    const late = reportIncident(tomorrow, { question, aware: noon, approvals: fresh })
    await expect(late).rejects.toMatchObject({ code: 'approval_mismatch', place: '/0' })
  })

  test('names nobody to a doctor, who is none of the desk', async () => {
    const approvals = [await approve(desk), await approve(doctor)]
    await expect(ask(approvals)).rejects.toMatchObject({ code: 'recovery_approver_refused' })
  })
})

describe('incidentLetter', () => {
  const content = {
    ...{ contact: '+86 000', cause: '<script>', consequences: 'None known', measures: 'Stopped' },
    advice: 'Look at your app',
  }

  test('tells a patient in their language, and a page of it runs nothing', async () => {
    const { records } = await ask([await approve(desk), await approve(colleague)])
    const [record] = records
    if (record === undefined) throw new Error('There is one')
    const en = incidentLetter(record, { language: 'en', hospital: 'Riverside Hospital', content })
    expect(en.text).toContain('Dear Pat R-1 Example,')
    expect(en.text).toMatch(/2027-01-15T\d\d:\d\d:\d\dZ: read \(.+\); a consent of yours allowed/)
    expect(en.html).toContain('&#60;script&#62;')
    expect(en.html).toContain("default-src 'none'")
    const zh = incidentLetter(record, { language: 'zh-CN', hospital: '滨江医院', content })
    expect(zh.text).toContain('Pat R-1 Example：')
    expect(zh.text).toContain('查看')
  })
})

describe('deadlinesOf', () => {
  test('counts from when the hospital became aware', () => {
    const due = (deadlines: ReturnType<typeof deadlinesOf>) =>
      deadlines.map((each) => [each.id, each.due === undefined ? undefined : each.due - noon])
    expect(due(deadlinesOf('health_data_space', noon))).toEqual([
      ['gdpr_33', 72 * 3600],
      ['gdpr_34', undefined],
    ])
    expect(due(deadlinesOf('china', noon))).toEqual([
      ['pipl_57', undefined],
      ['cac_critical', 3600],
      ['cac_others', 4 * 3600],
    ])
  })
})

describe('authorityExport', () => {
  test('writes no cell that a spreadsheet would run', async () => {
    const report = await ask()
    const [first] = report.records
    if (first === undefined) throw new Error('There is one')
    const accesses = first.accesses.map((each) => ({ ...each, client: '=HYPERLINK("x")' }))
    const { csv } = authorityExport(world.hospital(), {
      ...report,
      records: [{ ...first, accesses }],
    })
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
  })
})
