/** The list that status rows look into: of the least length the standard allows, a few entries set. */

export const listUrl = 'https://hospital.example/status/1'
export const listLength = 131072
export const revokedIndex = 7

/** Where credential `i` stands in the list; never an entry that is set. */
export function indexOf(i) {
  return 1000 + i
}

export function statusEntry(index) {
  return {
    id: `${listUrl}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(index),
    statusListCredential: listUrl,
  }
}
