import { defineWords, useLanguage, useWords } from '@fidecura/app-kit'
import { consentCodeSystems, type VerifiedStatementSet } from '@fidecura/consent'
import { gistOfTerms } from '@fidecura/consent/explain'
import type { statementFromRequest, VerifiedConsentRequest } from '@fidecura/consent/request'
import { Check, Minus } from 'lucide-react'
import { useMemo } from 'react'
import { type Allowed, allowedBy } from '../model/allowed.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'What this allows',
    may: (name: string) => `${name} may then read`,
    nothing: 'nothing',
    stays: 'Stays closed to them',
    forPurpose: (data: string, purpose: string) => `${data}, for ${purpose}`,
    anything: (purpose: string) => `anything, for ${purpose}`,
  },
  'zh-CN': {
    title: '这样一来',
    may: (name: string) => `${name}可以看`,
    nothing: '没有',
    stays: '仍然看不到',
    forPurpose: (data: string, purpose: string) => `${data}（用于${purpose}）`,
    anything: (purpose: string) => `任何内容（用于${purpose}）`,
  },
})

export interface AllowedListProps {
  readonly set: VerifiedStatementSet
  readonly draft: ReturnType<typeof statementFromRequest>
  readonly request: VerifiedConsentRequest
}

/** What a decision would be, with the draft: asked of the same code that decides. */
export function AllowedList({ set, draft, request }: AllowedListProps) {
  const texts = useWords(words)
  const { language } = useLanguage()
  const asked = gistOfTerms(request.terms, { language })
  const { configuration } = usePatient()
  const jurisdiction = configuration?.jurisdiction
  const allowed = useMemo(() => {
    if (jurisdiction === undefined) return []
    const { grantee, controller, terms, validFrom, validUntil } = draft
    return allowedBy({
      ...{ jurisdiction, set },
      draft: { kind: 'consent', grantee, controller: controller.did, terms, validFrom, validUntil },
      purposes: asked.purposes.map(({ code }) => code),
      data: asked.data,
    })
  }, [jurisdiction, set, draft, asked.purposes, asked.data])
  const nameOf = ({ data, purpose }: Allowed): string => {
    const named = namesOf([data], [purpose])
    return texts.forPurpose(named.data[0] ?? data.code, named.purposes[0] ?? purpose)
  }
  const namesOf = (data: readonly Allowed['data'][], purposes: readonly string[]) => {
    const { resourceTypes } = consentCodeSystems
    const types = data.filter(({ system }) => system === resourceTypes)
    const codes = data.filter(({ system }) => system !== resourceTypes)
    const conditions = {
      purposes,
      ...(types.length > 0 ? { types } : {}),
      ...(codes.length > 0 ? { codes } : {}),
    }
    const rule = { effect: 'permit', conditions, children: [] } as const
    const gist = gistOfTerms({ version: 'urn:fidecura:terms:1', rule }, { language })
    return {
      data: gist.data.map(({ name }) => name),
      purposes: gist.purposes.map(({ name }) => name),
    }
  }
  const open = allowed.filter(({ after }) => after)
  // Where a purpose opens nothing at all, that is one line and not ten.
  const dead = [...new Set(allowed.map(({ purpose }) => purpose))].filter(
    (purpose) => !open.some((one) => one.purpose === purpose),
  )
  const closed = [
    ...allowed.filter(({ after, purpose }) => !after && !dead.includes(purpose)).map(nameOf),
    ...dead.map((purpose) => texts.anything(namesOf([], [purpose]).purposes[0] ?? purpose)),
  ]
  if (allowed.length === 0) return null
  return (
    <section className="card" aria-live="polite">
      <h2>{texts.title}</h2>
      <h3>{texts.may(draft.grantee.name)}</h3>
      {open.length === 0 && <p>{texts.nothing}</p>}
      <ul className="verdicts">
        {open.map((one) => (
          <li key={nameOf(one)}>
            <Check aria-hidden="true" size={22} />
            {nameOf(one)}
          </li>
        ))}
      </ul>
      {closed.length > 0 && (
        <>
          <h3>{texts.stays}</h3>
          <ul className="verdicts verdicts-no">
            {closed.map((one) => (
              <li key={one}>
                <Minus aria-hidden="true" size={22} />
                {one}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
