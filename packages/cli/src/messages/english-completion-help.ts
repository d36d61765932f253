/** What `--help` says of completion. */
export const englishCompletionHelp = {
  about: 'print a script by which a shell completes commands and options',
} as const
