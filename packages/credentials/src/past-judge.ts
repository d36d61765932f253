import { assertGood } from './credential-status.ts'
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
  }
}
