import type { Person, records } from './examples.ts'

/** What the profile says of one request under one of its examples. */
export interface Row {
  readonly example: string
  readonly person: Person
  readonly purpose: string
  readonly record: keyof typeof records
  /** `silent`: not what this consent is about, so it permits nothing and another may. */
  readonly outcome: 'permit' | 'deny' | 'silent'
  /** Of PCF 1.1: the description of the example, the notes on its token, or a section of volume 1. */
  readonly source: string
}

type Line = readonly [Person, string, keyof typeof records, Row['outcome'], string]

const treatment = 'description: includes TPO'
const purposes = 'notes: no token beyond the set of purpose of use'
const table: Readonly<Record<string, readonly Line[]>> = {
  'consent-basic-treat': [
    ['practitioner', 'TREAT', 'normal', 'permit', treatment],
    ['colleague', 'HPAYMT', 'normal', 'permit', 'profile: no actor, all in the community'],
    ['colleague', 'HOPERAT', 'restricted', 'permit', 'notes: no residual'],
    ['researcher', 'HRESCH', 'normal', 'silent', purposes],
    ['practitioner', 'BTG', 'normal', 'silent', purposes],
  ],
  'consent-basic-treat-infant': [
    ['practitioner', 'TREAT', 'normal', 'permit', `${treatment}; performer is the mother`],
    ['researcher', 'HRESCH', 'normal', 'silent', purposes],
  ],
  'consent-basic-ink': [
    ['practitioner', 'TREAT', 'normal', 'permit', `${treatment}; source is ink on paper`],
    ['researcher', 'HRESCH', 'normal', 'silent', purposes],
  ],
  'consent-basic-research': [
    ['researcher', 'HRESCH', 'normal', 'permit', 'description: HRESCH, all research'],
    [
      'researcher',
      'FOOBAR',
      'normal',
      'permit',
      'description: a permit on all sub concepts, projects included',
    ],
    ['practitioner', 'TREAT', 'normal', 'silent', purposes],
  ],
  'consent-basic-reject': [
    ['practitioner', 'TREAT', 'normal', 'deny', 'description: rejecting the policy'],
    ['colleague', 'HPAYMT', 'normal', 'deny', 'notes: an error response'],
    ['researcher', 'HRESCH', 'normal', 'silent', 'description: a consent about TPO'],
  ],
  'consent-expired-treat': [
    ['practitioner', 'TREAT', 'normal', 'silent', 'description: this consent has expired'],
  ],
  'consent-intermediate-timeframe': [
    ['practitioner', 'TREAT', 'of2022', 'permit', 'description: only data authored within 2022'],
    ['practitioner', 'TREAT', 'normal', 'deny', 'ITI-71: first forbid all data'],
    ['researcher', 'HRESCH', 'of2022', 'silent', purposes],
  ],
  'consent-intermediate-not-timeframe': [
    ['practitioner', 'TREAT', 'of2022', 'deny', 'description: denying data authored within 2022'],
    ['practitioner', 'TREAT', 'normal', 'permit', 'description: permit for most uses'],
  ],
  'consent-intermediate-data': [
    ['practitioner', 'TREAT', 'alcohol', 'permit', 'description: alcohol use itemized'],
    ['practitioner', 'TREAT', 'sugar', 'permit', 'description: blood sugar itemized'],
    ['practitioner', 'TREAT', 'normal', 'deny', 'notes: nothing but the data is allowed'],
  ],
  'consent-intermediate-not-data': [
    ['practitioner', 'TREAT', 'alcohol', 'deny', 'description: denying a specific instance'],
    ['practitioner', 'TREAT', 'sugar', 'permit', 'description: most sharing'],
  ],
  'consent-intermediate-authoredby': [
    [
      'colleague',
      'TREAT',
      'byPractitioner',
      'permit',
      'description: data authored by the practitioner',
    ],
    ['colleague', 'TREAT', 'normal', 'deny', 'notes: nothing but that is allowed'],
  ],
  'consent-intermediate-not-authoredby': [
    [
      'colleague',
      'TREAT',
      'byPractitioner',
      'deny',
      'description: denying what the practitioner authored',
    ],
    ['colleague', 'TREAT', 'normal', 'permit', 'description: most sharing'],
  ],
  'consent-intermediate-encounter': [
    ['practitioner', 'TREAT', 'sugar', 'permit', 'description: authored within an encounter'],
    ['practitioner', 'TREAT', 'normal', 'deny', 'notes: nothing but that is allowed'],
  ],
  'consent-intermediate-not-encounter': [
    ['practitioner', 'TREAT', 'sugar', 'deny', 'description: denying data of the encounter'],
    ['practitioner', 'TREAT', 'normal', 'permit', 'description: most sharing'],
  ],
  'consent-intermediate-purpose': [
    ['researcher', 'FOOBAR', 'normal', 'permit', 'notes: the research organization, for FooBar'],
    ['practitioner', 'FOOBAR', 'normal', 'silent', 'notes: no token for users of no part of it'],
    ['researcher', 'TREAT', 'normal', 'silent', 'notes: nor for another purpose'],
    ['researcher', 'HRESCH', 'normal', 'silent', 'notes: nor for another purpose'],
  ],
  'dissent-intermediate-break-glass': [
    ['practitioner', 'TREAT', 'normal', 'deny', 'notes: rejected unless BTG is declared'],
    [
      'practitioner',
      'BTG',
      'restricted',
      'permit',
      'description: users of the group may break the glass',
    ],
    ['colleague', 'BTG', 'normal', 'deny', 'notes: not authorized to declare break-glass'],
  ],
  'consent-advanced-normal': [
    ['practitioner', 'TREAT', 'normal', 'permit', 'description: normal data only'],
    ['practitioner', 'TREAT', 'restricted', 'deny', 'notes: nothing but normal data'],
    ['practitioner', 'TREAT', 'unlabelled', 'deny', 'notes: nothing but normal data'],
    ['researcher', 'HRESCH', 'normal', 'silent', treatment],
  ],
  'consent-advanced-normal-restricted': [
    ['colleague', 'TREAT', 'normal', 'permit', 'description: normal and restricted'],
    ['colleague', 'TREAT', 'restricted', 'permit', 'description: normal and restricted'],
    ['colleague', 'TREAT', 'mental', 'permit', 'description: normal and restricted'],
  ],
  'consent-advanced-normal-not-restricted': [
    ['colleague', 'TREAT', 'normal', 'permit', 'description: normal data only'],
    ['colleague', 'TREAT', 'restricted', 'deny', 'description: not restricted data'],
  ],
  'consent-advanced-normal-focused-restricted': [
    [
      'practitioner',
      'TREAT',
      'normal',
      'permit',
      'notes: normal and restricted for the practitioner',
    ],
    ['practitioner', 'TREAT', 'restricted', 'permit', 'description: only the practitioner'],
    ['colleague', 'TREAT', 'normal', 'permit', 'notes: normal for most users'],
    ['colleague', 'TREAT', 'restricted', 'deny', 'description: only the practitioner'],
    [
      'practitioner',
      'HRESCH',
      'restricted',
      'silent',
      'profile: the root applies to the whole consent',
    ],
  ],
  'consent-advanced-normal-focused-psy': [
    ['practitioner', 'TREAT', 'normal', 'permit', 'notes: second, permit normal data'],
    ['practitioner', 'TREAT', 'mental', 'permit', 'notes: third, permit mental health'],
    ['practitioner', 'TREAT', 'violence', 'deny', 'description: mental health data only'],
    ['practitioner', 'TREAT', 'restricted', 'deny', 'description: mental health data only'],
    ['colleague', 'TREAT', 'mental', 'deny', 'description: only the practitioner'],
    ['colleague', 'TREAT', 'normal', 'permit', 'notes: normal for other users'],
  ],
  'consent-advanced-normal-focused-psy-or-sdv': [
    ['practitioner', 'TREAT', 'mental', 'permit', 'description: mental or sexual health'],
    ['practitioner', 'TREAT', 'violence', 'permit', 'description: mental or sexual health'],
    ['practitioner', 'TREAT', 'alcohol', 'deny', 'description: mental or sexual health only'],
    ['colleague', 'TREAT', 'violence', 'deny', 'description: only the practitioner'],
    ['colleague', 'TREAT', 'normal', 'permit', 'notes: normal for other users'],
  ],
  'consent-advanced-normal-break-glass-restricted': [
    [
      'practitioner',
      'BTG',
      'restricted',
      'permit',
      'description: only break-glass gets restricted',
    ],
    ['practitioner', 'BTG', 'normal', 'permit', 'notes: normal and restricted, having declared it'],
    ['practitioner', 'TREAT', 'restricted', 'deny', 'notes: for most users normal data'],
    ['practitioner', 'TREAT', 'normal', 'permit', 'notes: for most users normal data'],
    ['colleague', 'BTG', 'restricted', 'deny', 'notes: the users authorized to break the glass'],
  ],
}

export const decisions: readonly Row[] = Object.entries(table).flatMap(([example, lines]) =>
  lines.map(([person, purpose, record, outcome, source]) => ({
    example,
    person,
    purpose,
    record,
    outcome,
    source,
  })),
)
