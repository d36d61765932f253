import type { Keep } from '@fidecura/app-kit'
import { systemClock } from '@fidecura/base'
import type { Hospital } from './hospital.ts'
import { ifPermitted } from './if-permitted.ts'
import { everyPage } from './pages.ts'
import type { RecordAnswers } from './record-state.ts'
import { nameOfStanding, type Standing } from './wallet.ts'

/** What the service says now, or what it said last. */
export async function recordAnswers(
  hospital: Hospital,
  keep: Keep,
  standing: Standing,
): Promise<{ readonly answers: RecordAnswers | undefined; readonly failure: unknown }> {
  const name = `answers/${nameOfStanding(standing)}`
  const query = { record: standing.record.value }
  try {
    const answers = await hospital.call(async (client): Promise<RecordAnswers> => {
      const [requests, statements, entries, accesses, notices, mandates] = await Promise.all([
        everyPage((page) => client.myRequests({ ...query, ...page })),
        client.myStatements(query),
        ifPermitted(
          everyPage((page) => client.myEntries({ ...query, ...page })),
          [],
        ),
        ifPermitted(
          everyPage((page) => client.myAccesses({ ...query, ...page })),
          [],
        ),
        ifPermitted(client.myNotices(query), { items: [] }).then(({ items }) => items),
        standing.as === 'patient' ? everyPage((page) => client.myMandates(page)) : [],
      ])
      const lists = { requests, statements, entries, accesses, notices, mandates }
      return { ...lists, askedAt: systemClock() }
    })
    await keep.put(name, answers)
    return { answers, failure: undefined }
  } catch (failure) {
    return { answers: await keep.get<RecordAnswers>(name), failure }
  }
}
