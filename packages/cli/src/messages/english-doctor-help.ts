/** What `--help` says of looking at an installation. */
export const englishDoctorHelp = {
  about: 'look at an installation: what is well, what is not, and what to do',
  offline: 'look at this machine alone',
} as const
