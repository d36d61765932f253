/** What `--help` says of the life of a statement: who else signs, narrows and hears of it. */
export const englishLifeHelp = {
  supersedes: 'the statement whose place it takes, which ends with it',
  represent: {
    as: 'in the patient’s place: guardian, proxy or court_order',
    guardianship: 'of a guardian: the credential that says so',
    mandate: 'of a proxy: the mandate that the patient gave',
    role: 'of somebody at a desk: their role there',
    licence: 'the licence that this role names, showing its number',
    agreement: 'what consent agree wrote: of each other guardian, or of the second person',
  },
  register: {
    jurisdiction: 'whose law says who is of age',
    desk: 'organisations two of whose people may take consents back',
    notices: 'tell patients of what proxies and desks do: a file to append to',
  },
  agree: {
    about: 'agree to what another person signed: as a guardian, or as the second at a desk',
    key: 'key file of whoever agrees',
    as: 'guardian or desk',
    yes: 'agree without asking: the text was read before',
  },
  withdraw: {
    as: 'in the patient’s place: guardian, proxy, court_order or desk',
    identified: 'how the desk identified the patient: in_person or register',
  },
  narrow: {
    about: 'allow less than before: a new consent takes the place of one that was given',
    withoutPurpose: 'take these purposes out, of v3-ActReason',
    withoutAction: 'take these actions out: collect, access, use, disclose or correct',
    withoutType: 'take these out: a FHIR resource type, or SYSTEM|CODE',
    withoutCode: 'take out what says this: SYSTEM|CODE',
    withoutLabel: 'take out what is labelled so: SYSTEM|CODE',
    fhir: 'or a FHIR Consent that allows less',
    until: 'or let it end sooner',
  },
  notices: { about: 'list for the patient what others did in their place, or in an emergency' },
  policy: {
    jurisdiction: 'or the rules of a jurisdiction, which say how to combine',
    basis: 'what the request relies on, else consent',
  },
  decide: {
    breakGlass: 'an emergency: what consent break-glass request wrote',
    notices: 'with --break-glass: tell the patient by this file, appended to',
    explain: 'answer who, what, why, since when, what would change it; every rule',
  },
  breakGlass: {
    about: 'open a record in an emergency, in person and told to the patient',
    request: 'sign a request for emergency access, which the patient is told of',
    reason: 'a code that the jurisdiction knows, such as unconscious',
    explanation: 'in words, for the patient and whoever looks at it later',
    minutes: 'how long it is needed',
    audience: 'who keeps the record, as they call themselves',
    yes: 'sign without asking',
  },
  stated: {
    requester: 'who would ask: a person, and whom they act for',
    rolePurpose: 'what their role allows; else what is asked for',
  },
  whatIf: { about: 'before signing: with this, who could read what?' },
  diff: {
    about: 'how the answer to a request changed between two instants, and why',
    from: 'from here on',
    to: 'up to here; else now',
  },
} as const
