import { answerOpenId, openIdRouteOf } from '../openid/answer-openid.ts'
import { namedBy, notFound, type Served, type ServedApp } from './served.ts'

/** Where wallets find what a hospital hands out by OpenID, and what it says of that. */
const paths = [
  '/:tenant/openid/*',
  '/.well-known/openid-credential-issuer/:tenant/openid',
  '/.well-known/oauth-authorization-server/:tenant/openid',
]

/** What wallets of any maker ask a hospital for. */
export function serveOpenId(app: ServedApp, served: Served): void {
  const { limiter } = served
  for (const path of paths) {
    app.all(path, async (context) => {
      const { id, tenant } = namedBy(context, served)
      if (tenant === undefined) return notFound()
      const { req, env } = context
      env.note.route = openIdRouteOf(req.path.slice(`/${id}/openid/`.length))
      return answerOpenId(req.raw, env.client, { ...tenant, limiter })
    })
  }
}
