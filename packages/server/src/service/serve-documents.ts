import { assertWhole } from '../hospital/assert-confirmed.ts'
import type { Directory } from '../hospital/directory.ts'
import { namedBy, notFound, type Served, type ServedApp, takeFetch } from './served.ts'

/** What anybody fetches in order to verify: logs, and what the directory publishes at every other address. */
export function serveDocuments(
  app: ServedApp,
  served: Served,
  directory: Pick<Directory, 'answer'>,
): void {
  app.get('/:tenant/log/*', async (context) => {
    takeFetch(context, served)
    const { id, tenant } = namedBy(context, served)
    const { preservation } = tenant?.hospital ?? {}
    if (preservation === undefined) return notFound()
    const { req } = context
    const answer = await preservation.answer(req.raw, req.path.slice(`/${id}/log/`.length))
    return answer.status === 404 ? notFound() : answer
  })
  app.post('/:tenant/witness/*', async (context) => {
    takeFetch(context, served)
    const { tenant } = namedBy(context, served)
    return (await tenant?.hospital.witness?.answer(context.req.raw)) ?? notFound()
  })
  app.get('*', async (context) => {
    takeFetch(context, served)
    const { pathname, search } = new URL(context.req.url)
    const { hospital } = served.tenants.get(pathname.split('/')[1] ?? '') ?? {}
    // A list of what was put back would say of whoever was suspended since that nothing is wrong with them.
    if (hospital !== undefined && !pathname.endsWith('/did.json')) await assertWhole(hospital)
    return (await directory.answer(`${served.origin}${pathname}${search}`)) ?? notFound()
  })
}
