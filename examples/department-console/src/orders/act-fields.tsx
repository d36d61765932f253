import { useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { useDesk } from '../desk-context.tsx'
import { CheckList } from '../parts/check-list.tsx'
import { ChoiceField, Field } from '../parts/fields.tsx'
import { memberWords } from './member-words.ts'
import type { AdminActKind } from './order-kit.ts'
import { orderWords } from './order-words.ts'

/** What is ordered at a screen; the rest is for whoever has a command line, and time to read. */
export const givenHere = [
  ...(['add_platform', 'remove_platform', 'add_partner', 'remove_partner'] as const),
  ...(['accredit_department', 'take_backup'] as const),
] satisfies readonly AdminActKind[]

export type GivenHere = (typeof givenHere)[number]

/** What was typed and chosen, by the path of the member that it is for. */
export type Draft = Readonly<Record<string, string | ReadonlySet<string>>>

const scopes = ['patient', 'practitioner', 'profile', 'record'] as const

export interface ActFieldsProps {
  readonly kind: GivenHere
  readonly draft: Draft
  readonly onChange: (more: Draft) => void
}

/** The fields of one kind of order. */
export function ActFields({ kind, draft, onChange }: ActFieldsProps) {
  const words = useWords(orderWords)
  const { labels, scopes: scopeNames } = useWords(memberWords)
  const { configuration } = useDesk()
  const field = (path: keyof typeof labels, hint?: string, isLong = false) => (
    <Field
      key={path}
      label={labels[path]}
      value={textIn(draft, path)}
      onChange={(value) => onChange({ [path]: value })}
      isLong={isLong}
      maxLength={2048}
      {...(hint !== undefined && { hint })}
    />
  )
  const choice = (
    path: string,
    label: string,
    choices: readonly { id: string; name: string }[],
  ) => (
    <ChoiceField
      key={path}
      label={label}
      value={textIn(draft, path)}
      onChange={(value) => onChange({ [path]: value })}
      choices={[
        { id: '', label: '—' },
        ...choices.map(({ id, name }) => ({ id, label: nameText(name) })),
      ]}
    />
  )
  switch (kind) {
    case 'add_platform':
      return (
        <>
          {field('platform.name')}
          {field('platform.id', words.idHint)}
          {field('platform.redirectUris', words.oneALine, true)}
          <CheckList
            label={labels['platform.scopes']}
            choices={scopes.map((id) => ({ id, label: scopeNames[id] }))}
            chosen={chosenIn(draft, 'platform.scopes')}
            onChange={(chosen) => onChange({ 'platform.scopes': chosen })}
          />
          {field('platform.backchannelLogoutUri', words.optional)}
        </>
      )
    case 'remove_platform':
      return field('id', words.idHint)
    case 'add_partner':
      return (
        <>
          {field('partner.name')}
          {field('partner.did', words.partnerHint)}
          {field('partner.register', words.registerHint)}
          {field('partner.registerKeys', `${words.oneALine}. ${words.optional}.`, true)}
          {field('partner.app')}
          {field('partner.notices', words.optional)}
        </>
      )
    case 'remove_partner':
      return choice(
        'did',
        words.partner,
        configuration.partners.map(({ did, name }) => ({ id: did, name })),
      )
    case 'accredit_department':
      return (
        <>
          {choice('department', labels.department, configuration.departments)}
          {field('thumbprint', words.thumbprintHint)}
        </>
      )
    case 'take_backup':
      return null
    default:
      return kind satisfies never
  }
}

/** As an order has it; whether it can be one, the package says. */
export function draftedAct(kind: GivenHere, draft: Draft): object {
  const text = (path: string): string => textIn(draft, path).trim()
  const lines = (path: string): readonly string[] => text(path).split(/\s+/).filter(Boolean)
  const optional = (name: string, path: string): object =>
    text(path) === '' ? {} : { [name]: text(path) }
  switch (kind) {
    case 'add_platform': {
      const path = 'platform.backchannelLogoutUri'
      const chosen = chosenIn(draft, 'platform.scopes')
      const platform = {
        ...{ id: text('platform.id'), name: text('platform.name') },
        redirectUris: lines('platform.redirectUris'),
        scopes: scopes.filter((scope) => chosen.has(scope)),
        ...optional('backchannelLogoutUri', path),
      }
      return { kind, platform }
    }
    case 'remove_platform':
      return { kind, id: text('id') }
    case 'add_partner': {
      const keys = lines('partner.registerKeys')
      const partner = {
        ...{ did: text('partner.did'), name: text('partner.name'), app: text('partner.app') },
        register: text('partner.register') || text('partner.did'),
        ...(keys.length > 0 && { registerKeys: keys }),
        ...optional('notices', 'partner.notices'),
      }
      return { kind, partner }
    }
    case 'remove_partner':
      return { kind, did: text('did') }
    case 'accredit_department':
      return { kind, department: text('department'), thumbprint: text('thumbprint') }
    case 'take_backup':
      return { kind }
    default:
      return kind satisfies never
  }
}

function textIn(draft: Draft, path: string): string {
  const value = draft[path]
  return typeof value === 'string' ? value : ''
}

function chosenIn(draft: Draft, path: string): ReadonlySet<string> {
  const value = draft[path]
  return value === undefined || typeof value === 'string' ? new Set() : value
}
