import type { DoctorMessages } from './doctor-messages.ts'

export const englishDoctor: DoctorMessages = {
  looking: 'Looking …',
  outcomes: { ok: 'ok   ', warn: 'warn ', fail: 'FAIL ' },
  titles: {
    node: 'Node',
    disk: 'Disk',
    settings: 'Settings',
    store: 'Store',
    key: 'Key',
    accreditation: 'Permission to issue',
    tls: 'Certificate',
    service: 'Service',
    clock: 'Clock',
    did: 'DID document',
    list: 'Status list',
    witness: 'Log witness',
  },
  findings: {
    node_old: 'Install Node 22.13 or later',
    disk_full: 'Make room now: nothing more can be written down',
    disk_low: 'Make room: less than 2 GB are left',
    settings_missing:
      'No hospital is there: is --data right, and was the accreditation taken in by fidecura hospital accept?',
    settings_wrong: 'Not JSON, or not as it must be at the place named behind the file',
    store_missing:
      'Not there yet; the service makes it. If there was one, restore it before you start',
    store_foreign: 'Not a store of this program, or one that cannot be read: restore it',
    store_newer: 'Of a later version: install that version',
    store_older: 'Brought up to date at the next start: back it up before',
    store_open: 'Others on this machine may use it, so the service does not: chmod 600',
    store_elsewhere: 'In a database that is not looked at here',
    key_missing: 'Not there: restore it, or make one and have it accredited',
    key_open: 'Others on this machine may read it: chmod 600',
    key_not_opened: 'Not opened: give --passphrase-file, or FIDECURA_PASSPHRASE_FILE',
    key_wrong: 'Does not open: another passphrase, or a damaged file',
    passphrase_unread: 'Cannot be read, or others than its owner may read it: chmod 600',
    accreditation_over:
      'Over, or not readable: nothing that is signed here counts; have it granted anew',
    accreditation_ending: 'Ends within 30 days: have it granted anew',
    token_library:
      'The library does not load: is the path right, and pkcs11js built? See packages/pkcs11/README.md',
    token_missing: 'No token of this label answers: is it plugged in, and set up?',
    token_pin: 'The PIN was refused, or cannot be read; mend it before you try again: tokens lock',
    token_not_opened: 'Not opened: its PIN is typed at the start; name a file with pin-source',
    token_key: 'The token has no key of this label that may be used',
    tls_unreachable:
      'Nobody answers: does the web server in front run, and does its name lead there?',
    tls_untrusted: 'Not a certificate that others trust for this name: get one',
    tls_expired: 'Over: renew it',
    tls_expiring: 'Ends within 14 days: renew it',
    service_down:
      'The web server in front finds nobody behind it: does the service run, and listen there?',
    clock_off: 'This machine and the web server disagree: set both by a time service',
    clock_unknown: 'There was no other clock to compare with',
    did_unresolved: 'Others cannot find the keys: does the web server hand /…/did.json on?',
    did_other_key: 'The document lists another key: nobody can verify what is signed here',
    list_unreachable: 'Others cannot find it, so every credential is unknown to them',
    list_stale: 'Over, so every credential is unknown to others: does the service run?',
    witness_unreachable: 'Does not answer: nothing counts as deposited until enough of them do',
  },
  line: (outcome, title, about, toDo) =>
    `${outcome}${title}: ${about}${toDo === undefined ? '' : `\n       ${toDo}`}`,
  summary: (fails, warnings) =>
    fails + warnings === 0 ? 'All is well' : `${fails} to be mended, ${warnings} to be looked at`,
}
