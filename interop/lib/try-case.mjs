import { isTried, yes } from './cases.mjs'
import { issueOurs, verifyOurs } from './ours.mjs'
import { altered } from './subject.mjs'

/**
 * Tries both cells of a case.
 *
 * @returns `{ ours, theirs }`, each `yes`, what went wrong, or `none` where there is nothing to try.
 */
export async function tryCase({ format, algorithm, ours, theirs }, peer) {
  return {
    ours: await tryCell(
      ours,
      () => issueOurs(format, algorithm),
      (subject) => peer.verify(format, subject, algorithm),
    ),
    theirs: await tryCell(
      theirs,
      () => peer.issue(format, algorithm),
      (subject) => verifyOurs(format, subject),
    ),
  }
}

/** Where a good one is taken, an altered one must be refused: else the cell says nothing. */
async function tryCell(expected, issue, verify) {
  if (!isTried(expected)) return 'none'
  let subject
  try {
    subject = await issue()
    await verify(subject)
  } catch (error) {
    return `no: ${error?.code ?? error?.message ?? error}`
  }
  const other = altered(subject.token)
  if (other === subject.token) throw new Error('Nothing was altered')
  try {
    await verify({ ...subject, token: other })
  } catch {
    return yes
  }
  return 'no: an altered one is taken, too'
}
