import { CodedError, decodeUtf8, isJsonObject, parseJsonText } from '@fidecura/base'
import type { RequestedCategory, Rule, StatementSet, VerifiedStatementSet } from '@fidecura/consent'
import { decideAt } from '@fidecura/consent/assess'
import { type Did, decodeJws, didOf, parseDidUrl } from '@fidecura/identity'
import type { Hospital } from '../hospital/hospital.ts'
import type { Access, TouchedRecord } from './collect-accesses.ts'

/** On what an access stood, by what the register had at that instant: `permit`, of a part at least. */
interface AccessBasis {
  /** `emergency`: the glass was broken, which only what was written down then can tell. */
  readonly outcome: 'permit' | 'permit_emergency' | 'deny' | 'no_consent' | 'unknown' | 'emergency'
  readonly code?: string | undefined
  /** Ids of the statements that decided. */
  readonly statements: readonly string[]
  /** Evidence ids of those, where the hospital deposits what it gives its word on. */
  readonly evidence: readonly string[]
}

/** An access, and on what it stood. */
export interface AssessedAccess extends Access {
  /** Of readings that happened. */
  readonly basis?: AccessBasis | undefined
}

/** A record, each access of which was held against what its patient had stated by then. */
export interface AssessedRecord extends TouchedRecord {
  readonly accesses: readonly AssessedAccess[]
}

/** v3-ActReason: break the glass. */
const breakTheGlass = 'BTG'

/** Judges each reading of a record by the statements that stood at its instant. */
export async function assessAccesses(
  hospital: Hospital,
  { record, accesses }: TouchedRecord,
): Promise<AssessedRecord> {
  if (!accesses.some(isReading)) return { record, accesses }
  let known: Known | undefined
  let code: string | undefined
  try {
    known = await statementsOf(hospital, record)
  } catch (error) {
    // One record that cannot be judged must not hide the others.
    if (!CodedError.is(error)) throw error
    code = error.code
  }
  const assessed = accesses.map((access) => {
    if (!isReading(access)) return access
    if (access.purposes.includes(breakTheGlass)) {
      return { ...access, basis: { outcome: 'emergency', statements: [], evidence: [] } as const }
    }
    const basis = known === undefined ? notFound(code) : basisOf(hospital, known, access)
    return { ...access, basis }
  })
  return { record, accesses: assessed }
}

function isReading({ kind, outcome }: Access): boolean {
  return kind === 'read' && outcome === 'done'
}

interface Known {
  readonly set: VerifiedStatementSet
  readonly data: readonly RequestedCategory[]
  /** By the id of the statement. */
  readonly evidence: ReadonlyMap<string, string>
}

async function statementsOf(hospital: Hospital, record: TouchedRecord['record']): Promise<Known> {
  const attested = await hospital.register(hospital.store).attest(record)
  const set = await hospital.decider.verifyStatements(attested)
  return { set, data: dataOf(set), evidence: await evidenceOf(hospital, attested) }
}

async function evidenceOf(
  { preservation }: Hospital,
  { statements }: StatementSet,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  if (preservation === undefined) return found
  for (const { token } of statements) {
    // It was deposited before the register gave its receipt: this finds that very deposit.
    const subject = didOf(parseDidUrl(decodeJws(token).header.kid))
    try {
      const { id } = await preservation.deposit(token, { subject })
      found.set(idOf(token), id)
    } catch (error) {
      // A log that cannot be reached takes its proof away, and not what the register has.
      if (!CodedError.is(error)) throw error
    }
  }
  return found
}

function idOf(token: string): string {
  const json = parseJsonText(decodeUtf8(decodeJws(token).payload))
  return isJsonObject(json) && typeof json['id'] === 'string' ? json['id'] : ''
}

function basisOf(
  hospital: Hospital,
  { set, data, evidence }: Known,
  { at, purposes, actor, organisation }: Access,
): AccessBasis {
  const { site } = hospital
  const jurisdiction = hospital.jurisdictionAt(at)
  const asked = (of: RequestedCategory) =>
    decideAt(
      {
        requester: { parties: partiesOf(hospital, actor, organisation), purposes },
        subject: set.record,
        ...{ purposes, action: 'access' as const, custodian: site.did, data: [of] },
      },
      set,
      { at, jurisdiction },
    )
  const all = data.map(asked)
  // What of the record was read, no event says: the gate released what was permitted, so a part is a basis.
  const best = all.find(({ outcome }) => outcome === 'permit') ?? all[0]
  const { outcome = 'unknown', code, trace = [] } = best ?? {}
  const indices = [...new Set(trace.map(({ rule }) => rule.statement))]
  const statements = indices.flatMap((index) => set.statements[index]?.id ?? [])
  return {
    ...{ outcome, statements },
    ...(code === undefined ? {} : { code }),
    evidence: statements.flatMap((id) => evidence.get(id) ?? []),
  }
}

/** Whoever works in a department of this hospital works in the hospital, too; of others only that much is known. */
function partiesOf(
  { site, departments }: Hospital,
  actor: Did | undefined,
  organisation: Did | undefined,
): readonly Did[] {
  const isOurs = [...departments.values()].some(({ did }) => did === organisation)
  return [
    ...(actor === undefined ? [] : [actor]),
    ...(organisation === undefined ? [] : [organisation]),
    ...(isOurs ? [site.did] : []),
  ]
}

/** Everything, and then each kind of data that a statement speaks of. */
function dataOf({ statements }: VerifiedStatementSet): readonly RequestedCategory[] {
  const found = new Map<string, RequestedCategory>([['', { scope: 'category' }]])
  const visit = ({ conditions: { types, codes }, children }: Rule): void => {
    if (found.size > maxKinds) return
    if (types !== undefined || codes !== undefined) {
      const kinds = { ...(types && { types }), ...(codes && { codes }) }
      found.set(JSON.stringify(kinds), { scope: 'category', ...kinds })
    }
    children.forEach(visit)
  }
  for (const { terms } of statements) visit(terms.rule)
  return [...found.values()]
}

const maxKinds = 64

function notFound(code: string | undefined): AccessBasis {
  return { outcome: 'unknown', code, statements: [], evidence: [] }
}
