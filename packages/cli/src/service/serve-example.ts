import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { allowLoopbackHttp } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import type { Signer } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import { type AppOptions, appsOf } from '../commands/serve.ts'
import type { Services } from '../context.ts'
import { type OpenSignIn, openSignIn } from '../sign-in/open-sign-in.ts'
import { type ExamplePortal, examplePortal, freePort } from './example-portal.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'

/** Where the example is kept, and where it listens. */
export interface ServeExampleOptions extends AppOptions {
  readonly port: number
  readonly data?: string
  /** The code of somebody else's clinic, to be started along: it signs people in by their wallets. */
  readonly portal?: string
}

/**
 * Serves two example hospitals on this machine alone, over plain http: browsers take http://localhost for a safe place,
 * and nothing else here does, but through the development door of exactly this origin.
 */
export async function serveExample(
  services: Services,
  options: ServeExampleOptions,
): Promise<void> {
  const { environment, output, messages } = services
  const { port } = options
  const origin = `http://localhost:${port}`
  // Names of organisations have the port in them, so what is kept is of one port.
  const folder = resolve(options.data ?? join('out', `hospitals-${port}`))
  output.progress(messages.service.opening)
  const { examplePatient, openExample } = await import('@fidecura/server/example')
  const keys = await openKeys(join(folder, 'keys'))
  // Wallets fetch nothing by a name of loopback.
  const service = `http://127.0.0.1:${port}`
  const bridge = `http://127.0.0.1:${await freePort(port + 1)}`
  const portal = await portalOf(options, (name, did) => keys(name, { did, fragment: 'key-1' }))
  const others = portal === undefined ? [] : [bridge, portal.origin]
  const door = { [allowLoopbackHttp]: [origin, service, ...others] }
  const fetch = createGuardedFetch(door)
  const wallet = { origins: [service, ...others.slice(1)] }
  const listen = new URL(bridge).host
  const platforms = portal === undefined ? [] : [portal.platform]
  const example = await openExample({
    ...{ folder, origin, clock: environment.clock, fetch, ...door },
    wallet: { riverside: wallet, hillside: wallet },
    ...(portal === undefined
      ? {}
      : { signIn: { riverside: { origin: bridge, listen, platforms } } }),
    signer: (name, did) => keys(name, did === undefined ? {} : { did, fragment: 'key-1' }),
    noteSigner: (name) => keys(name, { algorithm: 'EdDSA' }),
  })
  const hospitals = [...example.hospitals.values()]
  const { directory } = example
  const elsewhere =
    portal === undefined ? [] : [{ name: portal.platform.name, url: `${portal.origin}/` }]
  const served = { origin, hospitals, directory, elsewhere, ...appsOf(options) }
  let started: { close(): Promise<void> } | undefined
  try {
    const invitations = await example.invite()
    const signIns: OpenSignIn[] = []
    for (const hospital of hospitals) {
      const opened = await openSignIn(hospital, {
        key: (name) => keys(`${hospital.settings.id}.${name}`, { algorithm: algorithmOf[name] }),
        readSecret: (file) => readFile(file, 'utf8'),
      })
      if (opened !== undefined) signIns.push(opened)
    }
    await serveUntilStopped(services, { ...served, host: '127.0.0.1', port, signIns }, async () => {
      const [first] = hospitals
      if (first !== undefined) started = await portal?.start(first, { service, bridge, folder })
      const { frontPage, patientApp, consoleApp, keptIn, untilStopped, ...texts } = messages.service
      const places = hospitals.map(({ settings: { id, name } }) => {
        const [patient, console] = [`${origin}/${id}/patient/`, `${origin}/${id}/console/`]
        return { hospital: id, name, patient, console }
      })
      const [{ patient = '', console = '' } = {}] = places
      const { name, birthDate, record } = examplePatient
      const lines = [
        ...['', frontPage(`${origin}/`)],
        ...places.flatMap((place) => [
          ...['', place.name, `  ${patientApp(place.patient)}`, `  ${consoleApp(place.console)}`],
        ]),
        ...(portal === undefined ? [] : ['', texts.portal(`${portal.origin}/`)]),
        '',
        texts.examplePatient(name, birthDate, record.value),
        ...(invitations.length === 0 ? [] : ['', texts.invitations]),
        ...invitations.flatMap(({ name, part, link }) => [
          `  ${name} (${texts.parts[part]})\n    ${link}`,
        ]),
        ...['', keptIn(folder), untilStopped],
      ]
      output.result(lines.join('\n'), {
        ...{ origin, patient, console, folder },
        ...(portal === undefined ? {} : { portal: portal.origin, signIn: bridge }),
        hospitals: places,
        invitations: invitations.map((each) => ({ ...each })),
      })
    })
  } finally {
    await started?.close()
    await example.close()
  }
}

const algorithmOf = { 'sign-in': 'ES256', 'sign-in-secret': 'EdDSA' } as const

/** Where this Node reads TypeScript: the portal is an example, and nothing is built of it. */
async function portalOf(
  { portal, port }: ServeExampleOptions,
  key: Parameters<typeof examplePortal>[2],
): Promise<ExamplePortal | undefined> {
  if (portal === undefined || !process.features.typescript) return undefined
  return examplePortal(resolve(portal), await freePort(port + 2), key)
}

/** Key files under a passphrase that is made with the first of them, and lies beside them. */
async function openKeys(
  folder: string,
): Promise<(name: string, fresh: Parameters<typeof createKeyFile>[1] | object) => Promise<Signer>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'passphrase')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  const passphrase = known ?? randomBytes(24).toString('base64url')
  if (known === undefined) await writeFile(file, passphrase, { flag: 'wx', mode: 0o600 })
  return async (name, fresh) => {
    const path = join(folder, `${name}.key`)
    const isThere = await readFile(path).then(
      () => true,
      () => false,
    )
    if (isThere) return openKeyFile(path, { passphrase })
    return createKeyFile(path, { ...fresh, passphrase })
  }
}
