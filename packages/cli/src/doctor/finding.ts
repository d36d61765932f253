/** What was looked at. */
export type CheckedThing =
  | 'node'
  | 'disk'
  | 'settings'
  | 'store'
  | 'key'
  | 'accreditation'
  | 'tls'
  | 'service'
  | 'clock'
  | 'did'
  | 'list'
  | 'witness'

/** What was found, and, unless it is well, what there is to do. */
export type FindingCode =
  | 'well'
  /** fail: older than this program runs on. */
  | 'node_old'
  /** fail, warn: less than 100 MB, less than 2 GB. */
  | 'disk_full'
  | 'disk_low'
  /** fail: none is there, or one that cannot be read. */
  | 'settings_missing'
  | 'settings_wrong'
  /** warn: a service that starts makes it; fail: of another program, or of a later version. */
  | 'store_missing'
  | 'store_foreign'
  | 'store_newer'
  /** warn: a service that starts brings it up to date: back it up before. */
  | 'store_older'
  /** warn: this looks into files alone. */
  | 'store_elsewhere'
  /** fail: others than its owner may read or write it. */
  | 'store_open'
  | 'key_missing'
  /** fail: others than its owner may read it. */
  | 'key_open'
  /** warn: without a passphrase nobody can tell whether it opens. */
  | 'key_not_opened'
  | 'key_wrong'
  /** fail: the file with the passphrase of all of them. */
  | 'passphrase_unread'
  /** fail, warn: within 30 days. */
  | 'accreditation_over'
  | 'accreditation_ending'
  /** fail: the library of a token, or the addon that calls it, cannot be loaded. */
  | 'token_library'
  | 'token_missing'
  /** fail: it was tried once, and is not tried again. */
  | 'token_pin'
  /** warn: a PIN that somebody types is not asked for here. */
  | 'token_not_opened'
  /** fail: no such key in it, or one that must not be used. */
  | 'token_key'
  | 'tls_unreachable'
  | 'tls_untrusted'
  | 'tls_expired'
  | 'tls_expiring'
  /** fail: the web server in front finds nobody behind it. */
  | 'service_down'
  /** fail: signatures of others are from the future, or too old. */
  | 'clock_off'
  | 'clock_unknown'
  | 'did_unresolved'
  /** fail: others cannot verify what this key signs. */
  | 'did_other_key'
  | 'list_unreachable'
  | 'list_stale'
  | 'witness_unreachable'

/** One check of an installation. */
export interface Finding {
  readonly check: CheckedThing
  readonly outcome: 'ok' | 'warn' | 'fail'
  readonly code: FindingCode
  /** Which of several: a file, an address, or a DID. */
  readonly about: string
}

export function well(check: CheckedThing, about: string): Finding {
  return { check, outcome: 'ok', code: 'well', about }
}

export function warn(check: CheckedThing, code: FindingCode, about: string): Finding {
  return { check, outcome: 'warn', code, about }
}

export function fail(check: CheckedThing, code: FindingCode, about: string): Finding {
  return { check, outcome: 'fail', code, about }
}
