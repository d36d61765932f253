import { assertOrigin } from '../http/addressed.ts'
import { answerRoute } from '../http/answer-route.ts'
import { openApiOf } from '../http/open-api.ts'
import { routes } from '../routes/routes.ts'
import { namedBy, notFound, type Served, type ServedApp, takeFetch } from './served.ts'

/** Where the API of a hospital begins. */
const prefix = '/:tenant/api/v1'

/** The API of each hospital, and the document that describes it. */
export function serveApi(app: ServedApp, served: Served): void {
  const { origin, limiter } = served
  for (const route of routes) {
    const path = `${prefix}${route.path.replace(/\{(\w+)\}/g, ':$1')}`
    app.on(route.method, path, async (context) => {
      const { tenant, params } = namedBy(context, served)
      if (tenant === undefined) return notFound()
      const { client, note } = context.env
      note.route = route.path
      assertOrigin(context.req.raw, origin)
      return answerRoute(route, tenant, { request: context.req.raw, params, client }, limiter)
    })
  }
  const describe = createDescriber()
  app.get(`${prefix}/openapi.json`, (context) => {
    takeFetch(context, served)
    const { id, tenant } = namedBy(context, served)
    if (tenant === undefined) return notFound()
    return context.body(describe(id), 200, { 'content-type': 'application/json' })
  })
}

/** Long, and the same each time: written once for each hospital. */
function createDescriber(): (tenant: string) => string {
  const described = new Map<string, string>()
  return (tenant) => {
    const known = described.get(tenant)
    if (known !== undefined) return known
    const servers = [{ url: `/${tenant}/api/v1` }]
    const document = openApiOf(routes, { title: 'Fidecura', version: '1' })
    const text = JSON.stringify({ ...document, servers })
    described.set(tenant, text)
    return text
  }
}
