import { CodedError } from '@fidecura/base'

export type UsageErrorCode =
  | 'usage'
  /** A file that the command names cannot be read. */
  | 'file_unreadable'
  | 'file_too_large'
  /** A file that would be written is there already. */
  | 'file_exists'
  | 'file_unwritable'
  /** Holds something else than the command asks for. */
  | 'file_unexpected'
  /** No terminal to ask on, and neither a passphrase file nor FIDECURA_PASSPHRASE. */
  | 'passphrase_missing'
  /** No terminal to ask on, and no --yes. */
  | 'confirmation_missing'

/** The command was called wrongly; nothing was judged. */
export class UsageError extends CodedError<UsageErrorCode> {
  static override is(error: unknown): error is UsageError {
    return CodedError.is(error) && error.name === 'UsageError'
  }
}
