import { credentialTypes, decodeCredential, type RevocationEvidence } from '@fidecura/credentials'

/** What shows that whoever signs may order: the role, and the licence by which two people are told apart. */
export async function evidenceOf(
  credentials: readonly string[],
  chain: readonly string[],
): Promise<RevocationEvidence> {
  const held = await heldByType(credentials)
  return {
    role: held(credentialTypes.practitionerRole),
    licence: held(credentialTypes.practitionerLicence),
    chain,
  }
}

/** Finds a token by the type of what it says. What it says is for the service to verify. */
export async function heldByType(
  credentials: readonly string[],
): Promise<(type: string) => string> {
  const decoded = await Promise.all(
    credentials.map(async (token) => ({
      token,
      types: (await decodeCredential(token)).credential.types,
    })),
  )
  return (type) => decoded.find(({ types }) => types.includes(type))?.token ?? ''
}
