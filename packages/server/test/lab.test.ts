import { epochSeconds } from '@fidecura/base'
import { createVerifier } from '@fidecura/credentials'
import { resolveDidKey } from '@fidecura/identity'
import { createLabHandler, type LabDesk } from '@fidecura/server'
import { describe, expect, test } from '@jest/globals'

const words = { report: () => '', problem: ({ code }: { readonly code: string }) => code }
const clock = () => epochSeconds(1_800_000_000)
const bare: LabDesk = {
  verifier: createVerifier({ roots: [], resolve: resolveDidKey, clock }),
  chain: [],
  health: { roots: 0, registers: 0, samples: false },
}

function handlerOf(desk: () => Promise<LabDesk> = async () => bare) {
  const handle = createLabHandler({ desk, words, hosts: ['127.0.0.1'] })
  return async (path: string, body?: object, url = 'http://127.0.0.1:8480') => {
    const sent = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }
    const answer = await handle(new Request(`${url}${path}`, body && sent), '127.0.0.1')
    return {
      ...((await answer.json()) as { code?: string; place?: string }),
      status: answer.status,
    }
  }
}

const nonce = 'a'.repeat(22)

describe('createLabHandler', () => {
  test('answers nobody who was led here by another name', async () => {
    const { status, code, place } = await handlerOf()('/health', undefined, 'http://evil.example')
    expect([status, code, place]).toEqual([421, 'host_unexpected', 'Host'])
  })

  test('judges so many at once, and tells all others to come again', async () => {
    let open = (_: LabDesk): void => undefined
    const waiting = new Promise<LabDesk>((done) => {
      open = done
    })
    const ask = handlerOf(() => waiting)
    const first = Array.from({ length: 64 }, () => ask('/health'))
    const { status, code } = await ask('/health')
    expect([status, code]).toEqual([429, 'rate_limited'])
    open(bare)
    const answered = await Promise.all(first)
    expect(answered.every((each) => each.status === 200)).toBe(true)
    expect((await ask('/health')).status).toBe(200)
  })

  test('judges no presentation where nobody said what this place is called', async () => {
    const { status, code, place } = await handlerOf()('/verify', { presentation: 'a', nonce })
    expect([status, code, place]).toEqual([501, 'not_configured', '--audience'])
  })

  test('decides nothing where nobody said by whose register and policy', async () => {
    const desk = { ...bare, audience: 'https://lab.example' }
    const request = {
      ...{
        record: { system: 'urn:x', value: '1' },
        purposes: ['TREAT'],
        action: 'access',
        data: [{ scope: 'category' }],
      },
    }
    const body = { presentation: 'a', nonce, set: { word: 'a', statements: [] }, request }
    const { status, code } = await handlerOf(async () => desk)('/decide', body)
    expect([status, code]).toEqual([501, 'not_configured'])
  })
})
