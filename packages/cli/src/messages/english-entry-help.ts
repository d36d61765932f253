/** What `--help` says of the commands of `entry`. */
export const englishEntryHelp = {
  about: 'sign clinical entries, confirm them as the patient, and verify both',
  bytes: 'the clinical entry itself, exactly as it is kept',
  sign: {
    about: 'sign a clinical entry on the authority of one’s role',
    key: 'key file of the practitioner',
    role: 'the role on whose authority it is made',
    mediaType: 'what kind of file it is',
  },
  confirm: {
    about: 'confirm a signed entry as the patient, or dispute it',
    dispute: 'say that it is not right',
    reason: 'lower-case letters, digits and _',
    yes: 'sign without asking: the entry was read before',
  },
  verify: {
    about: 'verify a signed entry, and what the patient says of it',
    licence: 'the licence that the role names',
    receipt: 'a receipt that proves when the entry existed',
    register: 'the register whose receipts are believed',
    confirmation: 'what the patient signed about it',
  },
} as const
