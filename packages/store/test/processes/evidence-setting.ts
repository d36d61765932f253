import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { createCosigners, noteKeyOf } from '@fidecura/evidence'
import { didKeyOf, keyIdOf, parsePublicJwk, type Signer, signerOf } from '@fidecura/identity'

/** What several processes have to know of each other. */
export interface EvidenceSetting {
  readonly origin: string
  readonly log: JsonWebKey
  readonly clinic: JsonWebKey
  readonly witnesses: readonly {
    readonly name: string
    readonly key: JsonWebKey
    readonly port: number
  }[]
}

/** A signer of a key that other processes have, too. */
export async function signerFrom(jwk: JsonWebKey): Promise<Signer> {
  const { d: _, key_ops: __, ext: ___, alg: ____, ...open } = jwk as JsonWebKey
  const privateKey = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign'])
  const publicKey = parsePublicJwk(open)
  return signerOf({ keyId: keyIdOf(didKeyOf(publicKey)), privateKey, publicKey })
}

export async function newKey(): Promise<JsonWebKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  return crypto.subtle.exportKey('jwk', (pair as CryptoKeyPair).privateKey)
}

/** Everybody in a setting, and what asks all the witnesses in it to sign. */
export async function operatorsOf(setting: EvidenceSetting) {
  const [log, clinic] = [await signerFrom(setting.log), await signerFrom(setting.clinic)]
  const witnesses = await Promise.all(
    setting.witnesses.map(async ({ name, key, port }) => ({
      key: await noteKeyOf(name, 'witness', (await signerFrom(key)).publicKey),
      operator: name,
      url: `http://127.0.0.1:${port}`,
    })),
  )
  const door = { [allowLoopbackHttp]: witnesses.map(({ url }) => url) }
  // Both must sign, so that the death of each is felt.
  const policy = { witnesses, quorum: witnesses.length }
  const fetch = createGuardedFetch(door)
  return {
    signers: { log, clinic },
    logKey: await noteKeyOf(setting.origin, 'log', log.publicKey),
    policy,
    ask: createCosigners({ ...policy, fetch, clock: systemClock, timeoutMs: 2000, ...door }),
  }
}

/** Serves a handler on loopback, and says where. @param port - 0 for any. */
export async function serve(
  port: number,
  handler: (request: Request) => Promise<Response>,
): Promise<number> {
  const answerTo = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method = 'GET', url = '/' } = incoming
    const body = method === 'POST' ? { body: Buffer.concat(chunks) } : {}
    const request = new Request(`http://127.0.0.1${url}`, { method, ...body })
    // As every server answers where a database is away.
    const answer = await handler(request).catch(() => new Response(null, { status: 500 }))
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
    outgoing.end(new Uint8Array(await answer.arrayBuffer()))
  }
  const server = createServer((incoming, outgoing) => void answerTo(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** For the test, one JSON array a line. */
export function say(...line: readonly (string | number)[]): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
