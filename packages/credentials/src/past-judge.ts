import type { DidUrl } from '@fidecura/identity'
import { assertGood } from './credential-status.ts'
import { keyIdsOf } from './issuer-key.ts'
import { assertSignedWhileListed } from './signed-while-listed.ts'
import { assertSignedBeforeEnd, assertSignedInTime } from './signing-time.ts'
import type { StatusReader } from './status/status-reader.ts'
import type { PastJudge } from './verifier-state.ts'

/** Judges the past by lists and their histories, and by proof of when something was signed. */
export function pastJudgeOf(status: StatusReader): PastJudge {
  return {
    async readStatus(entry, signed, context, past) {
      const reading = await status.readAsOf(entry, context)
      assertGood(reading)
      await assertSignedInTime(signed, reading, context.at, past)
      return reading
    },
    assertSignedBeforeEnd,
    async assertKeysOfThen({ token, issuer, proofs, keys }, { resolve }, inquiry) {
      const ids = keyIdsOf(proofs, issuer)
      const listed = keys.map((publicKey, i) => ({ keyId: ids[i] as DidUrl, publicKey }))
      await assertSignedWhileListed({ token, issuer, keys: listed }, { ...inquiry, resolve })
    },
  }
}
