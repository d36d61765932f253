import type { EpochSeconds, JsonObject } from '@fidecura/base'

/** One request, and what must come back. */
export interface Sample {
  /** Also the name of the file that holds the body. */
  readonly name: string
  readonly path: '/verify' | '/decide'
  readonly body: JsonObject
  readonly expected: Expected
  /** What it shows. */
  readonly about: { readonly en: string; readonly 'zh-CN': string }
}

/** What decides whether an integration understood an answer. */
export interface Expected {
  /** Of HTTP; 200 alone is a yes. */
  readonly status: 200 | 403 | 422 | 503
  /** Of everything else than a yes. */
  readonly code?: string
}

/** Everything that a folder of samples holds, beside its trust and its bundle. */
export interface SampleSet {
  /** At which all of them are judged: what is signed grows old, these must not. */
  readonly instant: EpochSeconds
  readonly audience: string
  readonly custodian: string
  readonly samples: readonly Sample[]
}
