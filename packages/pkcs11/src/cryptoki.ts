/** A number that the library gave out for a session, a slot or an object. */
export type Handle = Uint8Array

interface Attribute {
  readonly type: number
  readonly value: Uint8Array
}

export interface AttributeWish {
  readonly type: number
  readonly value?: Uint8Array | number | boolean | string
}

interface Mechanism {
  readonly mechanism: number
}

/** The functions of a PKCS#11 library that we call, as `pkcs11js` offers them. */
export interface Cryptoki {
  C_Initialize(options: { readonly flags: number }): void
  C_Finalize(): void
  C_GetSlotList(withToken: boolean): readonly Handle[]
  C_GetTokenInfo(slot: Handle): {
    readonly label: string
    readonly serialNumber: string
    readonly flags: number
    /** 0 for no limit, and all bits set where the token does not say. */
    readonly maxSessionCount: number
  }
  C_GetMechanismInfo(slot: Handle, mechanism: number): unknown
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_GetSessionInfo(session: Handle): { readonly state: number }
  C_Login(session: Handle, user: number, pin: string): void
  C_Logout(session: Handle): void
  C_FindObjectsInit(session: Handle, template: readonly AttributeWish[]): void
  C_FindObjects(session: Handle, maxCount: number): readonly Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_GetAttributeValue(
    session: Handle,
    object: Handle,
    template: readonly AttributeWish[],
  ): readonly Attribute[]
  C_DestroyObject(session: Handle, object: Handle): void
  C_GenerateKeyPairAsync(
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: readonly AttributeWish[],
    privateTemplate: readonly AttributeWish[],
  ): Promise<{ readonly publicKey: Handle; readonly privateKey: Handle }>
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_SignAsync(session: Handle, data: Uint8Array, signature: Uint8Array): Promise<Uint8Array>
}

// Written out here, so that nothing but the loader touches the addon. PKCS#11 3.0, pkcs11t.h.

export const lockingFlag = 0x2
export const sessionFlags = { readOnly: 0x4, readWrite: 0x6 } as const
export const tokenInitialized = 0x400
export const normalUser = 1
/** CKS_RO_USER_FUNCTIONS and CKS_RW_USER_FUNCTIONS. */
export const userStates: readonly number[] = [1, 3]
export const objectClass = { publicKey: 2, privateKey: 3 } as const

export const attribute = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  decrypt: 0x105,
  unwrap: 0x107,
  sign: 0x108,
  verify: 0x10a,
  derive: 0x10c,
  extractable: 0x162,
  neverExtractable: 0x164,
  alwaysSensitive: 0x165,
  modifiable: 0x170,
  ecParams: 0x180,
  ecPoint: 0x181,
  alwaysAuthenticate: 0x202,
} as const
