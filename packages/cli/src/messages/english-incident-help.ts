/** What `--help` says of incidents. */
export const englishIncidentHelp = {
  about: 'what a lost or misused key touched: patients, on what grounds, letters, deadlines',
  report: 'find all of it; this is what incident does by itself',
  actor: 'the DID of whoever acted, or whose key it was',
  credential: 'or a credential that this hospital issued: all that its holder did',
  from: 'from this instant on',
  to: 'to before this instant',
  aware: 'when the hospital became aware; else now. Deadlines count from there',
  approval:
    'what two people signed by incident approve; without it there are counts and pseudonyms',
  letters:
    'what letters say, as JSON: en and zh-CN, each with contact, cause, consequences, measures, advice',
  out: 'a new folder for the export and the letters',
  approve: {
    about: 'stand behind a question, as one of two, so that patients are named',
    key: 'key file of whoever approves',
    of: 'the DID of the hospital',
    role: 'their role at its desk',
    licence: 'the licence that it names',
    out: 'a new file',
    yes: 'do not ask',
  },
} as const
