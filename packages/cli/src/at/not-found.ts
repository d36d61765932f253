import { ServerProblem } from '@fidecura/server/client'

/** What the hospital has not, or not for whoever asks. @param place - The argument that named it. */
export function notFoundAt(place: string): ServerProblem {
  return new ServerProblem('not_found', { status: 404, outcome: 'failed', place })
}
