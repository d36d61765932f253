import { CodedError, type CodedErrorOptions } from '@fidecura/base'

/** How a command can be called wrongly. */
export type UsageErrorCode =
  /** Options or arguments that the command does not take. */
  | 'usage'
  /** A file that the command names cannot be read. */
  | 'file_unreadable'
  /** More bytes than the command reads. */
  | 'file_too_large'
  /** A file that would be written is there already. */
  | 'file_exists'
  /** No such folder, or no right to write there. */
  | 'file_unwritable'
  /** Holds something else than the command asks for. */
  | 'file_unexpected'
  /** A list that goes on after 50,000 items, which is further than the command reads. */
  | 'list_unending'
  /** Nobody has said yet whom this folder trusts. */
  | 'trust_missing'
  /** Trusted already: its keys are not changed in passing. */
  | 'trust_entry_exists'
  /** Nobody of this DID is trusted here. */
  | 'trust_entry_missing'
  /** Nobody judges samples at that address. */
  | 'samples_not_served'
  /** No Chromium of that name, or none that prints to PDF here. */
  | 'pdf_unprintable'
  /** No terminal to ask on, and neither a passphrase file nor FIDECURA_PASSPHRASE_FILE. */
  | 'passphrase_missing'
  /** A variable holds one: whatever is started from here would have it, and others can look it up. Name a file. */
  | 'passphrase_in_environment'
  /** A file with a passphrase or a PIN that others than its owner may read. */
  | 'secret_file_open'
  /** No terminal to ask for the PIN on, and no file of it. */
  | 'pin_missing'
  /** No terminal to ask on, and no --yes. */
  | 'confirmation_missing'

/** The command was called wrongly; nothing was judged. */
export class UsageError extends CodedError<UsageErrorCode> {
  static override readonly name = 'UsageError'

  /** What stands there, or its shape, in no language: names and signs that are typed. */
  readonly takes: readonly string[]

  constructor(
    code: UsageErrorCode,
    message: string,
    { takes = [], ...options }: CodedErrorOptions & { readonly takes?: readonly string[] } = {},
  ) {
    super(code, message, options)
    this.takes = takes
  }
}
