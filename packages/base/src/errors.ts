const mark: unique symbol = Symbol.for('fidecura.CodedError') as never

/**
 * `failed`: it was looked at and is wrong. `unknown`: it could not be looked at (network down, list
 * too old), so it counts as not good, yet trying again may help.
 */
export type Outcome = 'failed' | 'unknown'

/** What {@link CodedError} takes beside code and message. */
export interface CodedErrorOptions {
  readonly outcome?: Outcome
  /** Where: a JSON Pointer or the name of a part. Names, never values. */
  readonly place?: string | undefined
  /** Kept if it is one of ours. Others are left out: parsers and databases quote what they were given. */
  readonly cause?: unknown
}

/**
 * What every Fidecura error is. `code` is API; `message` is prose and may change. Holds no token,
 * key, name or claim value, so it may be logged whole.
 */
export abstract class CodedError<Code extends string = string> extends Error {
  // Written out, as in every class below, since minifiers rename classes.
  static override readonly name: string = 'CodedError'

  readonly code: Code
  readonly outcome: Outcome
  readonly place: string | undefined

  constructor(code: Code, message: string, options: CodedErrorOptions = {}) {
    super(message, CodedError.is(options.cause) ? { cause: options.cause } : undefined)
    this.name = new.target.name
    this.code = code
    this.outcome = options.outcome ?? 'failed'
    this.place = options.place
    // On a key that a second installed copy, or another realm, finds too.
    Object.defineProperty(this, mark, { value: true })
  }

  /**
   * Tells the errors of the class it is called on from others, also those of another installed copy,
   * where `instanceof` is false: `CodedError.is` knows all of ours, `BaseError.is` those of this layer.
   */
  static is<Own extends CodedError>(
    this: abstract new (
      ...args: never
    ) => Own,
    error: unknown,
  ): error is Own {
    if (typeof error !== 'object' || error === null || !Object.hasOwn(error, mark)) return false
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called on is the point.
    const { name } = this
    return name === CodedError.name || (error as CodedError).name === name
  }
}

/** What can be wrong in this layer. */
export type BaseErrorCode =
  /** Padding, a character outside the alphabet, or bits that a canonical encoder leaves zero. RFC 4648 §3.5. */
  | 'base64url_malformed'
  /** Bytes that are not UTF-8. */
  | 'utf8_malformed'
  /** Not JSON, RFC 8259; a byte-order mark included. */
  | 'json_malformed'
  /** One object names a member twice. */
  | 'json_duplicate_member'
  /** An escape that leaves half of a surrogate pair. RFC 7493 §2.1. */
  | 'json_lone_surrogate'
  /** A number beyond what a double holds. */
  | 'json_number_out_of_range'
  /** More bytes than the limit. */
  | 'json_too_large'
  /** More objects and arrays in one another than the limit. */
  | 'json_too_deep'
  /** A value that JSON cannot say, handed to the canonicaliser. */
  | 'jcs_not_representable'
  /** Not finite, negative, or past the year 9999; or a text that is no date-time with a zone. */
  | 'instant_malformed'
  /** Plain http, credentials, a fragment, or an origin that the caller did not allow. */
  | 'http_url_refused'
  /** The name leads to a private, loopback or link-local address. */
  | 'http_address_refused'
  /** The server sent the caller elsewhere. */
  | 'http_redirect_refused'
  /** `unknown`: no connection. */
  | 'http_unreachable'
  /** `unknown`: no answer in time. */
  | 'http_timeout'
  /** `unknown`: an answer other than 200, 404 and 410. */
  | 'http_status'
  /** 404 or 410: the server says that there is no such thing. */
  | 'http_not_found'
  /** More bytes than the limit, after decompression. */
  | 'http_too_large'
  /** `unknown`: the caller's signal. */
  | 'aborted'
  /** A caller without types left out what a function cannot do without; `place` names it. */
  | 'option_missing'

/** What the functions of this package throw. */
export class BaseError extends CodedError<BaseErrorCode> {
  static override readonly name = 'BaseError'
}
