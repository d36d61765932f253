import { describe, expect, test } from '@jest/globals'
import { narrows } from '../src/index.ts'
import type { Rule } from '../src/terms.ts'
import {
  cardiology,
  deny,
  doctor,
  hospital,
  label,
  permit,
  sensitivity,
  termsOf,
} from './setting.ts'

const forCardiology = { actors: [{ role: 'recipient', did: cardiology }] } as const
const treat = { purposes: ['TREAT'] } as const
const psychiatry = deny({ labels: [sensitivity('PSY')] })

describe('narrows', () => {
  test.each<[string, Rule, Rule]>([
    ['fewer purposes', permit(treat), permit({ purposes: ['TREAT', 'HRESCH'] })],
    ['a purpose where there was none', permit(treat), permit()],
    ['an actor where there was none', permit(forCardiology), permit()],
    ['a shorter period', permit({ period: { start: 2, end: 5 } }), permit({ period: { end: 6 } })],
    ['one more denial', permit({}, [psychiatry]), permit()],
    ['a wider denial', permit({}, [deny()]), permit({}, [psychiatry])],
    ['a permit fewer', deny(), deny({}, [permit(treat)])],
    ['a permit turned into an exception', deny({}, [permit(treat)]), permit()],
    [
      'a denial kept beside the permit',
      deny({}, [permit(treat), psychiatry]),
      permit(treat, [psychiatry]),
    ],
    [
      'a narrower permit with its denial kept',
      deny({}, [permit({ ...treat, ...forCardiology }, [psychiatry])]),
      deny({}, [permit(treat, [psychiatry])]),
    ],
    ['a permit that can never match', permit({ unknown: ['grantee'] }), permit(treat)],
  ])('is true for %s', (_, inner, outer) => {
    expect(narrows(termsOf(inner), termsOf(outer))).toBe(true)
    expect(narrows(termsOf(outer), termsOf(inner))).toBe(false)
  })

  test.each<[string, Rule, Rule]>([
    ['an emergency that the source did not name', permit({ purposes: ['ETREAT'] }), permit()],
    [
      'an emergency named by a denial around the permit',
      deny({ purposes: ['ETREAT'] }, [permit()]),
      permit(),
    ],
    ['a purpose that the vocabulary does not know', permit({ purposes: ['PARTY'] }), permit()],
    [
      'a label that is no longer bounded',
      permit({ labels: [sensitivity('PSY')] }),
      permit({ labels: [label('N'), sensitivity('PSY')] }),
    ],
    [
      'a denial that lost what it could not read',
      deny({}, [permit(treat)]),
      deny({ unknown: ['period'] }, [permit(treat)]),
    ],
    [
      'a permit under a wider denial',
      deny({}, [permit()]),
      deny({ labels: [label('R')] }, [permit()]),
    ],
    ['a denial of its own that is lost', permit(treat), deny()],
    [
      'another actor',
      permit(forCardiology),
      permit({ actors: [{ role: 'recipient', did: hospital }] }),
    ],
    [
      'a role that is not asked for any more',
      permit(forCardiology),
      permit({
        actors: [
          { role: 'recipient', did: cardiology },
          { role: 'custodian', did: hospital },
        ],
      }),
    ],
    [
      'an exception to a denial',
      permit({}, [deny({}, [permit({ actors: [{ role: 'recipient', did: doctor }] })])]),
      permit({}, [deny()]),
    ],
    [
      'a denial that stood behind a permit of the same effect',
      permit(),
      permit({}, [permit({}, [deny()])]),
    ],
  ])('is false for %s', (_, inner, outer) => {
    expect(narrows(termsOf(inner), termsOf(outer))).toBe(false)
  })
})
