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
} as const
