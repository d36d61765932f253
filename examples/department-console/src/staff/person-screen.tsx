import { Action, Banner, ErrorNotice, goTo, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { FidecuraClient, StaffMember } from '@fidecura/server/client'
import {
  Ban,
  CircleCheck,
  CirclePause,
  CornerUpLeft,
  Hash,
  ListTree,
  QrCode,
  Stamp,
} from 'lucide-react'
import { useState } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { EvidenceId } from '../parts/evidence-id.tsx'
import { Facts } from '../parts/facts.tsx'
import { displayedPurposes } from '../parts/purposes.ts'
import { personWords, rejectionReasons, suspensionReasons } from './person-words.ts'
import { ReasonScreen } from './reason-screen.tsx'
import { RevokeScreen } from './revoke-screen.tsx'
import { shownStateOf } from './staff-states.ts'
import { staffWords } from './staff-words.ts'
import { StateChip } from './state-chip.tsx'
import { codingText, dayText, listText } from './words-of.ts'

type Step = 'look' | 'suspend' | 'revoke' | 'reject'

/** One person: how they stand, who vouched, and what may be done. */
export function PersonScreen({ id }: { readonly id: string }) {
  const words = useWords(personWords)
  const list = useWords(staffWords)
  const { staff, reloadStaff, client, clock, choose } = useDesk()
  const [step, setStep] = useState<Step>('look')
  const [said, setSaid] = useState<string>()
  const member = staff.value?.find((one) => one.id === id)

  if (member === undefined) {
    return (
      <Screen title={staff.state === 'loading' ? list.loading : words.notFound} back="/staff">
        {staff.state === 'failed' && (
          <ErrorNotice error={staff.error} onRetry={() => void reloadStaff()} />
        )}
      </Screen>
    )
  }
  const name = nameText(member.name)
  const look = (sentence?: string) => {
    setSaid(sentence)
    setStep('look')
  }
  const after = async (sentence: string) => {
    await reloadStaff()
    look(sentence)
  }
  if (step === 'suspend') {
    return (
      <ReasonScreen
        title={words.suspendTitle(name)}
        lead={words.suspendLead}
        label={words.suspendNow}
        reasons={suspensionReasons.map((one) => ({ id: one, label: words.suspensions[one] }))}
        act={async (reason) => {
          await client.suspendStaff(id, reason)
          await after(words.suspended)
        }}
        onCancel={() => look()}
      />
    )
  }
  if (step === 'reject') {
    return (
      <ReasonScreen
        title={words.rejectTitle(name)}
        lead={words.rejectLead}
        label={words.reject}
        reasons={rejectionReasons.map((one) => ({ id: one, label: words.rejections[one] }))}
        act={async (reason) => {
          await client.rejectStaff(id, reason)
          await after('')
        }}
        onCancel={() => look()}
      />
    )
  }
  if (step === 'revoke') {
    return (
      <RevokeScreen
        member={member}
        onDone={() => void after(words.proposed)}
        onCancel={() => look()}
      />
    )
  }
  const { state } = member
  const lead = (path: string) => {
    choose([id])
    goTo(path)
  }
  return (
    <Screen title={name} back="/staff">
      <p>
        <StateChip state={shownStateOf(member, clock())} />
      </p>
      {said !== undefined && said !== '' && (
        <Banner tone="good" icon={CircleCheck}>
          {said}
        </Banner>
      )}
      <div className="toolbar">
        {state === 'imported' && (
          <Action look="primary" icon={QrCode} onPress={() => lead('/codes')}>
            {words.newCode}
          </Action>
        )}
        {state === 'to_verify' && (
          <>
            <Action look="primary" icon={Hash} onPress={() => goTo('/digits')}>
              {words.compare}
            </Action>
            <ActButton
              icon={QrCode}
              label={words.newCode}
              act={async () => {
                await voidOffersOf(client, id)
                lead('/codes')
              }}
            />
          </>
        )}
        {state === 'to_review' && (
          <Action look="primary" icon={Stamp} onPress={() => lead('/approve')}>
            {words.approve}
          </Action>
        )}
        {state === 'issued' && (
          <Action look="danger" icon={CirclePause} onPress={() => setStep('suspend')}>
            {words.suspend}
          </Action>
        )}
        {state === 'suspended' && (
          <ActButton
            look="primary"
            icon={CornerUpLeft}
            label={words.reinstate}
            act={async () => {
              await client.reinstateStaff(id)
              await after(words.reinstated)
            }}
          />
        )}
        {(state === 'issued' || state === 'suspended') && (
          <Action icon={Ban} onPress={() => setStep('revoke')}>
            {words.revoke}
          </Action>
        )}
        {['imported', 'to_verify', 'to_review'].includes(state) && (
          <Action icon={CornerUpLeft} onPress={() => setStep('reject')}>
            {words.reject}
          </Action>
        )}
        {member.role !== undefined && (
          <Action icon={ListTree} onPress={() => goTo(`/impact/${encodeURIComponent(id)}`)}>
            {words.impact}
          </Action>
        )}
      </div>
      <MemberFacts member={member} />
      <EvidenceId id={member.evidence} />
    </Screen>
  )
}

/** A code that was lost is worth nothing before another is made. */
async function voidOffersOf(client: FidecuraClient, staff: string): Promise<void> {
  const offers = await allPages((page) => client.offers(page))
  const open = offers.filter(
    (offer) => offer.staff === staff && ['open', 'claimed'].includes(offer.state),
  )
  for (const { id } of open) await client.voidOffer(id)
}

function MemberFacts({ member }: { readonly member: StaffMember }) {
  const words = useWords(personWords)
  const { language } = useLanguage()
  const { staffing } = useDesk()
  const reasons = { ...words.suspensions, ...words.revocations, ...words.rejections }
  const specialties = member.specialties.map((one) =>
    codingText(one, staffing.specialties, language),
  )
  const facts = [
    [words.registration, nameText(member.registration.value)],
    [words.profession, codingText(member.profession, staffing.professions, language)],
    [words.specialties, listText(specialties, language) || words.none],
    [words.purposes, displayedPurposes(member.purposes, language) || words.none],
    [words.until, dayText(member.licensedUntil, language)],
    [words.reason, reasons[member.reason as keyof typeof reasons] ?? member.reason],
    [words.importedBy, nameText(member.importedBy)],
    [words.confirmedBy, member.confirmedBy && nameText(member.confirmedBy)],
    [words.approvedBy, member.approvedBy && nameText(member.approvedBy)],
    [words.key, member.thumbprint],
  ] as const
  return <Facts facts={facts} className="facts facts-row card" />
}
