import type { JsonObject, JsonValue } from '@fidecura/base'
import type { Dialect } from '../src/fhir/index.ts'
import { consentCodeSystems } from '../src/terms.ts'
import { concept, miiPolicies, party, pcfProfile, policy, purpose } from './fhir-resources.ts'
import { kind, label, loinc } from './setting.ts'

/*
 * How each dialect treats each element of FHIR Consent. docs/fhir-consent.md is written from this, and
 * fhir-elements.test.ts puts every element into a good resource and looks whether it is so.
 */

export type Treatment =
  /** Changes the terms. */
  | { readonly kind: 'evaluated' }
  /** Changes nothing, whatever it says. */
  | { readonly kind: 'passed' }
  /** The resource is not read. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Must be there; what it says changes nothing. */
  | { readonly kind: 'required'; readonly code: string }
  /** Must be there and be this. */
  | { readonly kind: 'fixed'; readonly code: string }
  /** May be there, and must not say otherwise than the rest. */
  | { readonly kind: 'agreeing'; readonly code: string }
  /** Not understood: no permit holds under it, and a denial denies whatever it might mean. */
  | { readonly kind: 'unknown' }
  /** Says which dialect it is. */
  | { readonly kind: 'dialect' }

export interface Element {
  readonly path: string
  /** A good value. */
  readonly value: JsonValue
  /** Another one, where that is what shows the difference. */
  readonly other?: JsonValue
  readonly treatments: readonly Treatment[]
  readonly why: string
}

export const r4Dialects: readonly Dialect[] = [
  'R4',
  'PCF-basic',
  'PCF-intermediate',
  'PCF-advanced',
  'MII',
]
export const r5Dialects: readonly Dialect[] = ['R5']

const evaluated: Treatment = { kind: 'evaluated' }
const passed: Treatment = { kind: 'passed' }
const unknown: Treatment = { kind: 'unknown' }
const source = (name: string): string => `consent_source_${name}`
const refused = (name: string): Treatment => ({ kind: 'refused', code: source(name) })
const required = (name: string): Treatment => ({ kind: 'required', code: source(name) })
const fixed = (name: string): Treatment => ({ kind: 'fixed', code: source(name) })
const agreeing = (name: string): Treatment => ({ kind: 'agreeing', code: source(name) })
const excluded = refused('profile_mismatch')
const demanded = required('profile_mismatch')

type Cells = Treatment | readonly [Treatment, Treatment, Treatment, Treatment, Treatment]
/** R4, the three of PCF alike, MII. */
const three = (r4: Treatment, pcf: Treatment, mii: Treatment): Cells => [r4, pcf, pcf, pcf, mii]

function row(
  path: string,
  cells: Cells,
  why: string,
  value: JsonValue,
  other?: JsonValue,
): Element {
  const treatments = 'kind' in cells ? r4Dialects.map(() => cells) : cells
  return { path, value, treatments, why, ...(other !== undefined && { other }) }
}

const reference = { reference: 'Organization/cardiology' }
const code = (name: string): JsonObject => concept(consentCodeSystems.actCode, name)
const period = { start: '2026-02-01T00:00:00Z', end: '2026-03-01T00:00:00Z' }
const about = (meaning: string, literal = 'DiagnosticReport/1'): JsonValue => [
  { meaning, reference: { reference: literal } },
]
const action = [concept(consentCodeSystems.consentAction, 'access')]
const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value))
const labels = asJson([label('N')])
const kinds = asJson([kind('Observation')])
const codes = asJson([{ coding: [loinc('11502-2')] }])
const policyCode = [concept(miiPolicies, `${miiPolicies.slice(8)}.6`)]

/** Those of every resource, which all dialects treat alike. */
const everywhere: readonly [string, Treatment, string, JsonValue][] = [
  ['id', passed, 'names the resource on a server', 'x'],
  ['meta', passed, 'but for `profile`: kept by the server', { tag: [{ code: 'x' }] }],
  [
    'implicitRules',
    refused('implicit_rules'),
    'cannot be read without them',
    'http://rules.example',
  ],
  ['language', passed, 'of the narrative', 'de'],
  ['text', passed, 'no narrative is taken for terms', { status: 'generated', div: '<div/>' }],
  ['contained', passed, 'what is referred to counts by the map alone', [{ resourceType: 'Group' }]],
  ['extension', passed, 'may not change a meaning (FHIR, extensibility)', [{ url: 'urn:x' }]],
  [
    'modifierExtension',
    refused('modifier'),
    'here and in every element: changes the meaning',
    [{ url: 'urn:x' }],
  ],
  ['identifier', passed, 'a number of the document', [{ value: '1' }]],
]

/** Those of a provision; the second set of cells is that of nested ones. */
const provision: readonly [string, Cells, Cells, string, JsonValue, JsonValue?][] = [
  ['period', evaluated, evaluated, 'when the rule holds', period],
  [
    'actor',
    evaluated,
    evaluated,
    'who receives or keeps the data: by map, identifier, Group or CareTeam',
    [party('Organization/cardiology')],
  ],
  [
    'actor.role',
    three(evaluated, fixed('profile_mismatch'), evaluated),
    three(evaluated, fixed('profile_mismatch'), evaluated),
    'PRCP and IRCP receive, CST keeps; another is not understood',
    [party('Organization/cardiology')],
    [party('Organization/cardiology', 'CST')],
  ],
  [
    'actor.reference',
    evaluated,
    evaluated,
    'one that stands for nobody matches no permit and every denial',
    [party('Organization/cardiology')],
    [party('Organization/oncology')],
  ],
  [
    'action',
    three(evaluated, excluded, excluded),
    three(evaluated, excluded, excluded),
    'codes of consentaction',
    action,
  ],
  [
    'securityLabel',
    [evaluated, excluded, excluded, evaluated, evaluated],
    [evaluated, excluded, excluded, evaluated, evaluated],
    'confidentiality by its order, sensitivity by what is below it',
    labels,
  ],
  [
    'purpose',
    evaluated,
    evaluated,
    'ActReason, or what the map says; MII: within research',
    [purpose('TREAT')],
  ],
  [
    'class',
    three(evaluated, excluded, evaluated),
    three(evaluated, excluded, evaluated),
    'kinds of resource or document',
    kinds,
  ],
  [
    'code',
    three(evaluated, excluded, excluded),
    three(evaluated, excluded, evaluated),
    'what the data say or are; MII: one of its policies',
    codes,
  ],
  [
    'dataPeriod',
    [evaluated, excluded, evaluated, evaluated, evaluated],
    [evaluated, excluded, evaluated, evaluated, evaluated],
    'when the data were made',
    period,
  ],
  [
    'data',
    [evaluated, excluded, evaluated, evaluated, evaluated],
    [evaluated, excluded, evaluated, evaluated, evaluated],
    'single records, by the map',
    about('instance'),
  ],
  [
    'data.meaning',
    [evaluated, excluded, evaluated, evaluated, evaluated],
    [evaluated, excluded, evaluated, evaluated, evaluated],
    'the record, and what belongs to it; PCF: `related` is what refers to it, intermediate excludes `dependents`',
    about('instance'),
    about('authoredby'),
  ],
  [
    'data.reference',
    [evaluated, excluded, evaluated, evaluated, evaluated],
    [evaluated, excluded, evaluated, evaluated, evaluated],
    'one that stands for nothing matches no permit and every denial',
    about('instance'),
    about('instance', 'Encounter/1'),
  ],
]

const other = { uri: 'http://policies.example/unread' }
const authority = { uri: policy, authority: 'http://authority.example' }
const research = concept(consentCodeSystems.consentScope, 'treatment')

export const r4Elements: readonly Element[] = [
  ...everywhere.map(([path, cells, why, value]) => row(path, cells, why, value)),
  row('meta.profile', { kind: 'dialect' }, 'claims PCF or MII; two, or of R5, are refused', [
    pcfProfile('Basic'),
  ]),
  row('status', fixed('not_active'), 'only an active one counts', 'active', 'inactive'),
  row(
    'scope',
    three(fixed('scope_unsupported'), fixed('scope_unsupported'), fixed('profile_mismatch')),
    'patient-privacy; MII: research, and so of nothing else',
    null,
    research,
  ),
  row(
    'category',
    three(
      agreeing('category_unsupported'),
      agreeing('category_unsupported'),
      fixed('profile_mismatch'),
    ),
    'EMRGONLY is a rule that only the category says; PCF demands one, MII its own',
    null,
    [code('EMRGONLY')],
  ),
  row(
    'patient',
    three(required('malformed'), demanded, demanded),
    'stands for the record by the map; compared with the statement’s',
    { reference: 'Patient/2' },
  ),
  row('dateTime', three(passed, demanded, demanded), 'the signature says when', '2026-05-05'),
  row('performer', three(passed, demanded, passed), 'the signature says who', [reference]),
  row(
    'organization',
    three(passed, evaluated, passed),
    'R4: manages the consent; PCF: enforces it, so a permit is of data that it keeps, demanded; MII: recorded it',
    [reference],
  ),
  row('sourceAttachment', passed, 'PCF demands this or sourceReference', { title: 'x' }),
  row(
    'sourceReference',
    three(passed, demanded, passed),
    'the paper; its bytes are not the terms',
    reference,
  ),
  row(
    'policy.uri',
    three(refused('policy_external'), fixed('policy_external'), fixed('policy_external')),
    'may restrict; PCF and MII: unless PCF defines it, or the map says that it does not; denials need none',
    [{ uri: policy }],
    [other],
  ),
  row(
    'policy.authority',
    three(refused('policy_external'), passed, passed),
    'who stands behind the policy; R4: refused with the policy',
    [authority],
  ),
  row(
    'policyRule',
    three(evaluated, agreeing('policy_external'), agreeing('policy_external')),
    'R4: the base, OPTIN or OPTOUT as the only code: another beside it may take back what it says, and is refused (`base_missing`); PCF: says the same as the root; MII: no code, other representations pass',
    null,
    code('OPTOUT'),
  ),
  row('verification', three(passed, excluded, passed), 'the statement is signed', [
    { verified: true },
  ]),
  row('provision', evaluated, 'PCF and MII demand it', null),
  row(
    'provision.type',
    three(agreeing('rule_type'), evaluated, fixed('rule_type')),
    'R4: not for the root, so it may only repeat the base; PCF demands it; MII: deny',
    null,
    null,
  ),
  ...provision.map(([name, cells, , why, value, another]) =>
    row(`provision.${name}`, cells, why, value, another),
  ),
  row(
    'provision.provision',
    [evaluated, excluded, evaluated, evaluated, evaluated],
    'exceptions',
    null,
  ),
  row(
    'provision.provision.type',
    [evaluated, excluded, evaluated, evaluated, evaluated],
    'demanded; R4: a permit within a permit is refused, it may add or narrow',
    null,
    null,
  ),
  ...provision.map(([name, , cells, why, value, another]) =>
    row(
      `provision.provision.${name}`,
      basicExcludes(cells),
      why,
      name === 'code' ? null : value,
      another,
    ),
  ),
  row(
    'provision.provision.provision',
    three(evaluated, excluded, excluded),
    'R4: to eight levels in all',
    [{ type: 'permit', purpose: [purpose('DSRCH')] }],
  ),
]

/** The values of codes differ: those of the MII are policies. */
export const nestedCodes: Readonly<Record<'MII' | 'others', JsonValue>> = {
  MII: policyCode,
  others: codes,
}

function basicExcludes(cells: Cells): Cells {
  const [first, , ...rest] = 'kind' in cells ? r4Dialects.map(() => cells) : cells
  return [first, excluded, ...rest] as unknown as Cells
}

const only = (
  path: string,
  treatment: Treatment,
  why: string,
  value: JsonValue,
  another?: JsonValue,
): Element => ({
  path,
  value,
  treatments: [treatment],
  why,
  ...(another !== undefined && { other: another }),
})

const ofR5: readonly [string, Treatment, string, JsonValue, JsonValue?][] = [
  ...provision
    .filter(([name]) => name !== 'class')
    .map(([name, , , why, value, another]): [string, Treatment, string, JsonValue, JsonValue?] => {
      const [first = ''] = why.split(/; (?:MII|PCF)|^PCF/)
      return another === undefined
        ? [name, evaluated, first, value]
        : [name, evaluated, first, value, another]
    }),
  ['documentType', evaluated, 'kinds of document', kinds],
  ['resourceType', evaluated, 'kinds of resource; beside documentType not understood', kinds],
  ['expression', unknown, 'is not computed', { language: 'text/fhirpath' }],
]

export const r5Elements: readonly Element[] = [
  ...everywhere.map(([path, cells, why, value]) => only(path, cells, why, value)),
  only('meta.profile', { kind: 'dialect' }, 'a profile of R4 is refused', [pcfProfile('Basic')]),
  only('status', fixed('not_active'), 'only an active one counts', 'active', 'inactive'),
  only('category', passed, 'for indexing (R5)', [code('EMRGONLY')]),
  only(
    'subject',
    required('malformed'),
    'stands for the record by the map; compared with the statement’s',
    {
      reference: 'Patient/2',
    },
  ),
  only('date', passed, 'the signature says when', '2026-05-05'),
  only('period', evaluated, 'bounds the base, and every permit below a denial', period),
  only('grantor', passed, 'the signature says who', [reference]),
  only('grantee', evaluated, 'receives the data: bounds permits at and right below the base', [
    reference,
  ]),
  only('manager', passed, 'keeps the document', [reference]),
  only('controller', evaluated, 'keeps the data: bounds permits at and right below the base', [
    reference,
  ]),
  only('sourceAttachment', passed, 'its bytes are not the terms', [{ title: 'x' }]),
  only('sourceReference', passed, 'the same', [reference]),
  only('regulatoryBasis', passed, 'consent is not made wider or narrower by it', [code('INFA')]),
  only('policyBasis', refused('policy_external'), 'may restrict', {
    url: 'http://policies.example',
  }),
  only('policyText', refused('policy_external'), 'may restrict', [reference]),
  only('verification', passed, 'the statement is signed', [{ verified: true }]),
  only('decision', evaluated, 'the base; demanded', 'permit', 'deny'),
  only('provision', evaluated, 'exceptions: at each level the contrary of the one above', null),
  ...ofR5.map(([name, treatment, why, value, another]) =>
    only(`provision.${name}`, treatment, why, value, another),
  ),
  only('provision.provision', evaluated, 'to eight levels in all', [
    { purpose: [purpose('DSRCH')] },
  ]),
]
