import { allowLoopbackHttp, assertAllowedUrl, type Fetch } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import type { ReachableWitness } from '@fidecura/evidence'
import type { NamedWitness } from './evidence-trust.ts'
import { UsageError } from './usage-error.ts'

/** Witnesses with their addresses, and how these are reached. */
export interface WitnessReach {
  readonly witnesses: readonly ReachableWitness[]
  readonly fetch: Fetch
  readonly [allowLoopbackHttp]: readonly string[]
}

/**
 * Over https, and over http where the file names this very machine, such as `http://127.0.0.1:8482`: for trying things
 * out, where nobody has a certificate. Whoever wrote the file has named it, and what is sent there says nothing.
 *
 * @throws UsageError `file_unexpected`: a witness without an address, or with one that nothing is sent to.
 */
export function reachWitnesses(named: readonly NamedWitness[], fetch: Fetch): WitnessReach {
  const door = { [allowLoopbackHttp]: named.flatMap(({ url }) => plainOriginOf(url)) }
  const witnesses = named.map((witness, at) => {
    const { url } = witness
    try {
      assertAllowedUrl(url ?? '', door)
      return { ...witness, url: url ?? '' }
    } catch {
      const place = `/witnesses/${at}/url`
      throw new UsageError('file_unexpected', 'Not an address that a witness has', { place })
    }
  })
  const local = createGuardedFetch(door)
  return {
    ...{ witnesses, ...door },
    fetch: (url, init) =>
      (door[allowLoopbackHttp].includes(new URL(url).origin) ? local : fetch)(url, init),
  }
}

function plainOriginOf(url = ''): readonly string[] {
  try {
    const { protocol, origin } = new URL(url)
    return protocol === 'http:' ? [origin] : []
  } catch {
    return []
  }
}
