import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'

/**
 * Publishes what an act has changed, and has this hospital itself look at it from now on, in all its processes: its own
 * sessions end at once, and not when their copies of the list get old.
 *
 * @returns The evidence id of what the list has told by now. Absent: nothing is deposited here.
 */
export async function publish(
  { publications, preservation }: Hospital,
  site: Site,
): Promise<{ readonly evidence?: string }> {
  await site.publisher.refresh()
  const { issuedAt, history } = await site.publisher.current(site.listUrl)
  await publications.tell(site.listUrl, issuedAt)
  // The publisher has deposited it: this finds that very deposit.
  const deposited = await preservation?.deposit(history)
  return deposited === undefined ? {} : { evidence: deposited.id }
}
