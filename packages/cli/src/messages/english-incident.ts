import type { IncidentMessages } from './incident-messages.ts'

export const englishIncident: IncidentMessages = {
  about: (actor, from, to) => `All that ${actor} did, from ${from} to before ${to}`,
  counts: {
    patients: 'Patients',
    accesses: 'Acts upon their records',
    read: 'Of these, readings',
    written: 'Of these, entries and other writings',
    refused: 'Of these, refused or failed',
    emergency: 'Readings by break-glass',
    withoutBasis: 'Readings that nothing permitted',
    unknown: 'Readings of which it cannot be told',
    others: 'Other acts, such as signing in',
    looked: 'Events looked at',
  },
  count: (label, count) => `${label}: ${count}`,
  unnamed:
    'No names, record numbers or letters: two people must stand behind this question, incident approve',
  deadlines: 'Until when, by the law of this hospital’s jurisdiction:',
  duties: {
    pipl_57:
      'At once: remedy it, and notify the authorities for personal information and the people concerned',
    cac_critical: 'Within 1 hour, where critical information infrastructure is concerned',
    cac_others: 'Within 4 hours, to the provincial cyberspace administration, from 较大 upwards',
    gdpr_33: 'Within 72 hours: notify the supervisory authority',
    gdpr_34: 'Without undue delay, where the risk to people is high: tell each of them',
    none_known: 'No rule is known here: ask whoever knows the law of the place',
  },
  cited: (duty, law) => `${duty} (${law})`,
  left: (duty, due, time) => `${duty}: ${due}, ${time} hours left`,
  over: (duty, due, time) => `${duty}: ${due}, OVER for ${time} hours`,
  noAdvice:
    'A reading that was not compared with the official texts, and no advice: have it checked',
  progress: (done, of) => (of === undefined ? `Events: ${done}` : `Records: ${done} of ${of}`),
  asked: 'Stand behind this, so that the patients are named to whoever asks?',
  declined: 'Nothing was signed',
}
