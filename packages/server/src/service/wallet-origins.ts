import type { Hospital } from '../hospital/hospital.ts'

/**
 * Whom the patients' app of a hospital may talk to beside its own origin, as its policy says it: where people sign in
 * with their wallets at hospitals of this process, and whom its settings name.
 */
export function walletOrigins(
  { settings: { wallet } }: Hospital,
  hospitals: readonly Hospital[],
): readonly string[] {
  const named = wallet?.origins ?? []
  if (named === 'any') return ['https:']
  const bridges = hospitals.flatMap(({ settings: { signIn } }) =>
    signIn === undefined ? [] : [signIn.origin],
  )
  return [...new Set([...bridges, ...named])]
}
