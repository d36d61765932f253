/** Whoever acts for another may sign, and perhaps not look at everything. */
export async function ifPermitted<T>(asking: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asking
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'not_permitted') return otherwise
    throw error
  }
}
