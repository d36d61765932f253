import { BitstringStatusList, createList } from '@digitalbazaar/vc-bitstring-status-list'

/** Multibase, base64url, GZIP: what a list's `encodedList` holds. */
export async function encodeBitstring(length, setIndexes) {
  const list = await createList({ length })
  for (const index of setIndexes) list.setStatus(index, true)
  return list.encode()
}

/** The one decoder in the field; did-jwt-vc and Veramo come with none and are given this one. */
export async function readBitstring(encodedList, index) {
  const list = await BitstringStatusList.decode({ encodedList })
  return list.getStatus(index)
}
