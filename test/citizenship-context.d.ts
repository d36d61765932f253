// It brings no types. Only what is used of it.
export const contexts: ReadonlyMap<string, unknown>
