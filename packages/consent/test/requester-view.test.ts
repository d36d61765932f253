import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { decide } from '../src/decide.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import { requesterView } from '../src/requester-view.ts'
import {
  anything,
  deny,
  now,
  options,
  permit,
  request,
  sensitivity,
  setOf,
  statement,
} from './setting.ts'

const { combine: _, ...instants } = options
const views = {
  denied: setOf([statement(deny())]),
  withdrawn: setOf([statement(permit(), { withdrawnAt: now })]),
  silent: setOf([]),
  stale: setOf([statement(permit())], { asOf: epochSeconds(now - 3600) }),
}

describe('requesterView', () => {
  test.each(Object.entries(views))('says of what is %s what it says of any other', (_, set) => {
    const view = requesterView(decide(request(), set, options))
    expect(JSON.stringify(view)).toBe('{"answer":"not_available"}')
  })

  test('says of a permit with a part left out the same as of one without', () => {
    const whole = setOf([statement(permit())])
    const part = setOf([statement(permit({}, [deny({ labels: [sensitivity('HIV')] })]))])
    const asked = request({ data: [anything] })
    const [first, second] = [whole, part].map((set) => decide(asked, set, options))
    expect(second?.obligations).toHaveLength(1)
    expect(first && requesterView(first)).toEqual({ answer: 'permitted', duties: [] })
    expect(second && requesterView(second)).toEqual({ answer: 'permitted', duties: [] })
  })

  test('says what is to be done with what was received, and by no index', () => {
    const asked = request({ legalBasis: 'secondary_use', purposes: ['HRESCH'] })
    const decision = decide(asked, setOf([]), { ...instants, jurisdiction: healthDataSpace })
    expect(requesterView(decision)).toEqual({
      answer: 'permitted',
      duties: [{ kind: 'no_redisclosure' }],
    })
  })
})
