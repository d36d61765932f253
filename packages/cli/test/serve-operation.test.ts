import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { foundExample } from './founded-example.ts'
import { serving } from './serving.ts'
import { createDesk, passphrase } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-operate-'))
const data = join(folder, 'hospitals')
const origin = 'https://hospital.example'
const settings = join(folder, 'service.json')
const version = 'urn:fidecura:service-settings:1'

beforeAll(async () => {
  await foundExample(data, origin)
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('fidecura serve --config', () => {
  test('serves by a file of settings, says how it is, and ends what it has begun when it is stopped', async () => {
    writeFileSync(join(folder, 'passphrase'), `${passphrase}\n`, { mode: 0o600 })
    const listening = { listen: '127.0.0.1:0', admin: '127.0.0.1:0' }
    const paths = { data: 'hospitals', passphraseFile: 'passphrase' }
    writeFileSync(settings, JSON.stringify({ version, origin, ...paths, ...listening }))
    const service = await serving(['serve', '--config', settings])
    const admin = `http://${service.json['admin']}`
    const ready = await fetch(`${admin}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ ready: true }),
    ])
    expect((await fetch(`${service.url}/riverside/api/v1/configuration`)).status).toBe(200)
    expect(await (await fetch(`${admin}/metrics`)).text()).toMatch(
      /fidecura_requests_total\{tenant="riverside",method="GET",route="\/configuration",status="200"\} 1\n/,
    )
    // What is asked of the service is not answered where it is watched, and the other way round.
    expect((await fetch(`${admin}/riverside/api/v1/configuration`)).status).toBe(404)
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404)

    const slow = await slowRequest(service.url)
    const ended = service.stop()
    const stopping = await untilStopping(admin)
    expect(stopping).toMatchObject({ ready: false, stopping: true })
    expect(await slow.finish()).toMatch(/^HTTP\/1\.1 200 .*"nonce"/s)
    expect(await ended).toEqual([0, null])
    expect(service.log).toContainEqual(
      expect.objectContaining({ tenant: 'riverside', route: '/sign-in/challenges', status: 200 }),
    )
  })

  test.each([
    ['a member that is misspelt', { version, origin, data: 'hospitals', listne: 'x' }, '/listne'],
    ['a password in an address', { version, store: 'postgresql://u:canary@h/d' }, '/store'],
  ])('refuses %s, and says where', async (_, json, place) => {
    writeFileSync(settings, JSON.stringify(json))
    const { code, stderr } = await createDesk().run(['serve', '--config', settings])
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${settings} ${place}`)])
    expect(stderr).not.toContain('canary')
  })

  test('names the variable that is wrong', async () => {
    const variables = { FIDECURA_DATA: data, FIDECURA_ORIGIN: 'hospital.example' }
    const { code, stderr } = await createDesk().run(['serve'], { variables })
    expect([code, stderr]).toEqual([1, expect.stringContaining('FIDECURA_ORIGIN')])
  })
})

/** A request of which the last byte has not been sent yet. */
async function slowRequest(url: string) {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  await new Promise((done) => socket.once('connect', done))
  const headers = [
    'POST /riverside/api/v1/sign-in/challenges HTTP/1.1',
    'host: hospital.example',
    'content-type: application/json',
    'content-length: 2',
    'connection: close',
    'idempotency-key: 0123456789abcdef',
    // So that the server says when it has begun.
    'expect: 100-continue',
  ]
  socket.write(`${headers.join('\r\n')}\r\n\r\n`)
  const [begun] = await once(socket, 'data')
  if (!String(begun).startsWith('HTTP/1.1 100 ')) throw new Error(String(begun))
  socket.write('{')
  return {
    async finish(): Promise<string> {
      let text = ''
      const closed = new Promise((done) => socket.once('close', done))
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      socket.write('}')
      await closed
      return text
    },
  }
}

async function untilStopping(admin: string): Promise<unknown> {
  for (let left = 1000; ; left--) {
    const answer = await fetch(`${admin}/readyz`)
    const json = await answer.json()
    if (answer.status === 503 || left === 0) return json
    await new Promise((done) => setTimeout(done, 50))
  }
}
