import { allowLoopbackHttp, postForAnswer } from '@fidecura/base'
import type { Hospital } from '../hospital/hospital.ts'
import type { Preservation } from '../hospital/preservation.ts'

/** Operators of witnesses: how many answer, and how many must sign. */
export interface WitnessCount {
  readonly answering: number
  readonly quorum: number
}

const timeoutMs = 1500

/** Sends each witness what it refuses, which costs it nothing: that it answers is what is asked. */
export async function countWitnesses(
  { witnesses, quorum, reach }: Preservation,
  { door }: Pick<Hospital, 'door'>,
): Promise<WitnessCount> {
  const loopback = door[allowLoopbackHttp]
  const operators = new Set<string>()
  await Promise.all(
    witnesses.map(async ({ url, operator }) => {
      const there = await postForAnswer(`${url}/add-checkpoint`, '', {
        ...{ fetch: reach, accept: 'text/plain', contentType: 'text/plain; charset=utf-8' },
        ...{ maxBytes: 16_384, timeoutMs },
        ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
      }).catch(() => undefined)
      // One that is broken does not sign either.
      if (there !== undefined && there.status < 500) operators.add(operator)
    }),
  )
  return { answering: operators.size, quorum }
}
