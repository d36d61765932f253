const patienceMs = 3_000

/**
 * Asks the browser not to evict this site's storage when space is short. Never rejects.
 *
 * @returns False if it does not promise to; and if a person is asked and has not answered in three seconds.
 */
export function askToPersist(): Promise<boolean> {
  const answer = answerOf(() => navigator.storage.persist())
  return Promise.race([
    answer,
    new Promise<boolean>((resolve) => setTimeout(resolve, patienceMs, false)),
  ])
}

/** Whether it has promised. Never rejects. */
export function isPersisted(): Promise<boolean> {
  return answerOf(() => navigator.storage.persisted())
}

/** Browsers without a storage manager promise nothing. */
async function answerOf(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask()
  } catch {
    return false
  }
}
