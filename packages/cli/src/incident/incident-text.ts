import { type EpochSeconds, formatDateTime } from '@fidecura/base'
import type { Deadline, IncidentReport } from '@fidecura/server'
import type { IncidentMessages } from '../messages/incident-messages.ts'

/** What was found and until when, for the officer who asked. */
export function incidentText(
  { counts, deadlines, question, named, at }: IncidentReport,
  messages: IncidentMessages,
): string {
  const lines = Object.entries(messages.counts).map(([name, label]) =>
    messages.count(label, counts[name as keyof typeof counts]),
  )
  return [
    messages.about(question.actor, formatDateTime(question.from), formatDateTime(question.to)),
    ...lines,
    ...(named ? [] : [messages.unnamed]),
    '',
    messages.deadlines,
    ...deadlines.map((each) => `  ${deadlineText(each, at, messages)}`),
    messages.noAdvice,
  ].join('\n')
}

function deadlineText(
  { id, law, due }: Deadline,
  now: EpochSeconds,
  { duties, cited, left, over }: IncidentMessages,
): string {
  const duty = law === undefined ? duties[id] : cited(duties[id], law)
  if (due === undefined) return duty
  const minutes = Math.floor(Math.abs(due - now) / 60)
  const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
  return (due >= now ? left : over)(duty, formatDateTime(due), time)
}
