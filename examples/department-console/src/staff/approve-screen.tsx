import { Banner, ErrorNotice, goTo, Screen, useAct, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { type StaffMember, signStaffApproval, staffDigest } from '@fidecura/server/client'
import { BadgeCheck, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { Facts } from '../parts/facts.tsx'
import { displayedPurposes } from '../parts/purposes.ts'
import { approveWords } from './approve-words.ts'
import { StaffTable } from './staff-table.tsx'
import { listText } from './words-of.ts'

/** The second person reads who is to have credentials, and signs exactly that with their own key. */
export function ApproveScreen() {
  const words = useWords(approveWords)
  const { language } = useLanguage()
  const { as, client, signer, clock, chosen, staff, reloadStaff } = useDesk()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [done, setDone] = useState(0)
  const { isRunning, error, run } = useAct()

  const waiting = (staff.value ?? []).filter(
    ({ id, state }) => state === 'to_review' && (chosen.length === 0 || chosen.includes(id)),
  )
  // The service decides by person; by name this only saves a signature that it would refuse.
  const isOwn = ({ importedBy, confirmedBy }: StaffMember) =>
    importedBy === as.name || confirmedBy === as.name
  const members = waiting.filter((member) => !isOwn(member))
  const taken = members.filter(({ id }) => !left.has(id))

  const sign = async () => {
    const shown = await Promise.all(
      taken.map(async (member) => ({ id: member.id, digest: await staffDigest(member) })),
    )
    const approval = await signStaffApproval(
      { department: as.department.did, members: shown, issuedAt: clock() },
      { signer },
    )
    await client.approveStaff(approval)
    setDone(shown.length)
    await reloadStaff()
  }

  if (done > 0) {
    return (
      <Screen
        title={words.doneTitle(done)}
        lead={words.doneLead}
        primary={{ label: words.toStaff, onPress: () => goTo('/staff') }}
      >
        <BadgeCheck className="done-mark" aria-hidden="true" size={72} />
      </Screen>
    )
  }
  if (waiting.length === 0 || members.length === 0) {
    const isSelf = waiting.length > 0
    return (
      <Screen
        title={isSelf ? words.selfTitle : words.noneTitle}
        lead={isSelf ? words.selfLead : words.noneLead}
        back="/staff"
      />
    )
  }
  return (
    <Screen
      title={words.title(members.length)}
      lead={words.lead}
      back="/staff"
      primary={{
        label: isRunning ? words.signing : words.sign(taken.length),
        isPending: isRunning,
        isDisabled: taken.length === 0,
        onPress: () => void run(sign),
      }}
    >
      {error !== undefined && <ErrorNotice error={error} onRetry={() => void reloadStaff()} />}
      {members.length < waiting.length && (
        <Banner tone="care" icon={UserRoundX}>
          {words.ownLines(waiting.length - members.length)}
        </Banner>
      )}
      <Facts
        facts={[
          [words.department, nameText(as.department.name)],
          [
            words.allow,
            displayedPurposes([...new Set(taken.flatMap(({ purposes }) => purposes))], language),
          ],
          [words.vouches, listText(vouchersOf(taken), language)],
        ]}
      />
      <StaffTable
        arePurposesShown
        lines={members.map((member) => ({ member, shown: 'to_review' }))}
        picked={new Set(taken.map(({ id }) => id))}
        onPick={(id, isPicked) => {
          const next = new Set(left)
          isPicked ? next.delete(id) : next.add(id)
          setLeft(next)
        }}
      />
    </Screen>
  )
}

function vouchersOf(members: readonly StaffMember[]): readonly string[] {
  const names = members.flatMap(({ importedBy, confirmedBy }) => [importedBy, confirmedBy ?? []])
  return [...new Set(names.flat())].map(nameText)
}
