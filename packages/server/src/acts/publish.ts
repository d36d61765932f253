import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'

/**
 * Publishes what an act has changed, and has this hospital itself look at it from now on: its own sessions end at
 * once, and not when its copy of the list gets old.
 */
export async function publish({ verifier }: Hospital, site: Site): Promise<void> {
  await site.publisher.refresh()
  const { issuedAt } = await site.publisher.current(site.listUrl)
  verifier.renewStatus(site.listUrl, issuedAt)
}
