import { isJsonObject, type JsonObject, type JsonValue, parseDateTime } from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import { type AuditAct, type AuditKind, assertAuditAct, auditKinds } from './audit-act.ts'
import { kindCodes, outcomeCodes, systems } from './audit-codes.ts'
import { malformed } from './errors.ts'

/**
 * Reads an event that {@link auditEventOf} made as the act that it is of.
 *
 * @throws {@link MonitorError} `audit_event_malformed`: an event by somebody else, too.
 */
export function parseAuditEvent(event: JsonValue): AuditAct {
  const members = object(event, '')
  if (members['resourceType'] !== 'AuditEvent') throw malformed('/resourceType')
  const kind = kindOf(members)
  const agents = list(members, 'agent')
  const source = object(members['source'], '/source')
  const act = {
    id: text(members, 'id'),
    kind,
    recordedAt: said('/recorded', () => parseDateTime(members['recorded'])),
    outcome: outcomeOf(members['outcome']),
    code: members['outcomeDesc'] === undefined ? undefined : text(members, 'outcomeDesc'),
    source: { did: didOf(source['observer']), site: text(source, 'site') },
    client: clientOf(agents[0]),
    actor: actorOf(agents),
    patient: patientOf(list(members, 'entity')),
    purposes: list(members, 'purposeOfEvent').map((concept) => codeOf(concept, systems.actReason)),
    objects: list(members, 'entity')
      .filter((entity) => !isPatient(entity))
      .map(objectOf),
  }
  assertAuditAct(act)
  return act
}

function kindOf(members: JsonObject): AuditKind {
  const subtype = object(list(members, 'subtype')[0], '/subtype')
  const kind = auditKinds.find((each) => {
    const [system, code] = kindCodes[each].subtype
    return subtype['system'] === system && subtype['code'] === code
  })
  if (kind === undefined) throw malformed('/subtype')
  return kind
}

function outcomeOf(code: JsonValue | undefined): AuditAct['outcome'] {
  const found = Object.entries(outcomeCodes).find(([, each]) => each === code)
  if (found === undefined) throw malformed('/outcome')
  return found[0] as AuditAct['outcome']
}

function clientOf(agent: JsonValue | undefined): string {
  return text(object(object(agent, '/agent')['network'], '/agent'), 'address')
}

function actorOf(agents: readonly JsonValue[]): AuditAct['actor'] {
  const user = agents.find((agent) => isJsonObject(agent) && agent['requestor'] === true)
  if (!isJsonObject(user) || !isJsonObject(user['who']) || !('identifier' in user['who'])) {
    return undefined
  }
  const provider = agents.find(isOrganisation)
  const did = didOf(user['who'])
  if (provider === undefined) return { did }
  return { did, organisation: didOf(object(provider, '/agent')['who']) }
}

function isOrganisation(agent: JsonValue): boolean {
  const [first] = list(object(object(agent, '/agent')['type'], '/agent/type'), 'coding')
  return codeIn(first, systems.roleClass) === 'PROV'
}

function isPatient(entity: JsonValue): boolean {
  return codeIn(object(entity, '/entity')['type'], systems.entityType) === '1'
}

function patientOf(entities: readonly JsonValue[]): AuditAct['patient'] {
  const entity = entities.find(isPatient)
  if (entity === undefined) return undefined
  const identifier = identifierOf(object(entity, '/entity')['what'])
  return { system: text(identifier, 'system'), value: text(identifier, 'value') }
}

function objectOf(entity: JsonValue): AuditAct['objects'][number] {
  const what = object(object(entity, '/entity')['what'], '/entity')
  return { type: text(what, 'type'), id: text(identifierOf(what), 'value') }
}

function didOf(reference: JsonValue | undefined): Did {
  const { value } = identifierOf(reference)
  return said('/who/identifier/value', () => parseDid(value))
}

/** What others read for us, they refuse with codes of theirs. */
function said<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw malformed(place)
  }
}

function identifierOf(reference: JsonValue | undefined): JsonObject {
  return object(object(reference, '/who')['identifier'], '/who/identifier')
}

function codeOf(concept: JsonValue, system: string): string {
  const coding = object(concept, '/coding')['coding']
  const code = Array.isArray(coding) ? codeIn(coding[0], system) : undefined
  if (code === undefined) throw malformed('/coding')
  return code
}

function codeIn(coding: JsonValue | undefined, system: string): string | undefined {
  if (!isJsonObject(coding) || coding['system'] !== system) return undefined
  return text(coding, 'code')
}

function object(value: JsonValue | undefined, place: string): JsonObject {
  if (isJsonObject(value)) return value
  throw malformed(place)
}

function list(members: JsonObject, name: string): readonly JsonValue[] {
  const value = members[name] ?? []
  if (Array.isArray(value)) return value
  throw malformed(`/${name}`)
}

function text(members: JsonObject, name: string): string {
  const value = members[name]
  if (typeof value === 'string') return value
  throw malformed(`/${name}`)
}
