import type { AppConfiguration } from '../api/app-configuration.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { answerFile, pageHeaders } from '../http/static-files.ts'
import { answerFrontPage, type Elsewhere } from './front-page.ts'
import { namedBy, notFound, type Served, type ServedApp } from './served.ts'
import { walletOrigins } from './wallet-origins.ts'

/** Folders of built apps, by the segment under which each hospital has them. */
export type AppFolders = Readonly<Partial<Record<'patient' | 'console', string>>>

const names = ['patient', 'console'] as const

/** What people open: the front page, the apps of each hospital, and what it says of their data. */
export function serveApps(
  app: ServedApp,
  served: Served,
  {
    apps,
    hospitals,
    elsewhere,
  }: {
    readonly apps: AppFolders
    readonly hospitals: readonly Hospital[]
    readonly elsewhere: readonly Elsewhere[]
  },
): void {
  const shown = names.filter((name) => apps[name] !== undefined)
  app.get('/', () => answerFrontPage(hospitals, shown, elsewhere))
  app.get('/:tenant/notice.txt', (context) => {
    const { tenant } = namedBy(context, served)
    return tenant === undefined ? notFound() : noticeOf(tenant.hospital)
  })
  for (const name of names) {
    app.get(`/:tenant/${name}`, (context) => {
      const { id, tenant } = namedBy(context, served)
      // Of names that are known: a path that browsers read otherwise would lead elsewhere.
      return tenant === undefined ? notFound() : context.redirect(`/${id}/${name}/`, 308)
    })
    app.get(`/:tenant/${name}/*`, async (context) => {
      const { id, tenant } = namedBy(context, served)
      const folder = apps[name]
      if (tenant === undefined || folder === undefined) return notFound()
      const path = context.req.path.slice(`/${id}/${name}/`.length)
      const asked = name === 'patient' ? walletOrigins(tenant.hospital, hospitals) : []
      if (path === 'config.json') return configOf(tenant.hospital, asked)
      return (await answerFile(folder, path, asked)) ?? notFound()
    })
  }
}

function noticeOf({ notice }: Hospital): Response {
  const headers = { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' }
  return new Response(notice.bytes as Uint8Array<ArrayBuffer>, { headers })
}

/** Whom an app trusts: beside its own files, and as trusted as they are. */
function configOf({ settings, site, audience }: Hospital, origins: readonly string[]): Response {
  const { id, name, roots, wallet } = settings
  const api = `/${id}/api/v1`
  const config: AppConfiguration = {
    ...{ tenant: id, name, audience, api, roots, bundleSigner: site.signer.publicKey },
    register: { did: site.did, keys: [site.thumbprint] },
    ...(origins.length === 0 ? {} : { walletOrigins: origins }),
    ...(wallet?.roots === undefined ? {} : { certificateRoots: wallet.roots }),
  }
  const headers = { ...pageHeaders, 'cache-control': 'no-cache' }
  return Response.json(config, { headers })
}
