import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import { StatusList } from '@sd-jwt/jwt-status-list'

/** Decode a list of 1,000,000 and read one entry: what the field's libraries do for it. */

/** @param encodedList - Multibase, base64url, GZIP, as `encodedList` of a credential holds it. */
export function bitstringPeer(encodedList, index, expected) {
  const read = async () => {
    const list = await BitstringStatusList.decode({ encodedList })
    if (list.getStatus(index) !== expected) throw new Error('Another status than the list says')
  }
  return { name: '@digitalbazaar/vc-bitstring-status-list', run: read }
}

/** @param lst - base64url, zlib, as `lst` of a status list token holds it. */
export function tokenPeer(lst, bits, index, expected) {
  const read = () => {
    const list = StatusList.decompressStatusList(lst, bits)
    if (list.getStatus(index) !== expected) throw new Error('Another status than the list says')
  }
  return { name: '@sd-jwt/jwt-status-list', run: read, sync: true }
}
