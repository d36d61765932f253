import { openTrust } from '@fidecura/app-kit'
import type { AdminOrderItem } from '@fidecura/server/client'
import { useCallback } from 'react'
import { useDesk } from '../desk-context.tsx'
import { useLoaded } from '../use-loaded.ts'
import { verifyWaitingOrder } from './order-kit.ts'

/** What waits, proven here: by its signature, and by whom this console trusts. */
export function useWaitingOrder({ order, evidence }: AdminOrderItem) {
  const { client, config, configuration, keep, clock } = useDesk()
  // The same evidence comes as another value with each look at the list.
  const shown = JSON.stringify(evidence)
  const load = useCallback(async () => {
    const trust = await openTrust({
      ...{ keep, clock, roots: config.roots, bundleSigner: config.bundleSigner },
      fetchBundle: async () => (await client.trustBundle()).bundle,
    })
    const { verifier, resolve } = trust
    const item = { order, evidence: shown === undefined ? undefined : JSON.parse(shown) }
    return await verifyWaitingOrder(item, { hospital: configuration.did, verifier, resolve, clock })
  }, [client, config, configuration, keep, clock, order, shown])
  return useLoaded(load)[0]
}
