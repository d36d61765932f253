import { type AttributeWish, attribute } from './cryptoki.ts'
import type { KeyKind } from './key-kinds.ts'

/** What a new key is to be: it stays in the token, shows nothing of itself, and signs, and does nothing else. */
export function keyTemplates(
  { ecParams }: KeyKind,
  label: string,
  id: Uint8Array,
): { readonly publicTemplate: AttributeWish[]; readonly privateTemplate: AttributeWish[] } {
  const shared = [
    { type: attribute.token, value: true },
    { type: attribute.label, value: label },
    { type: attribute.id, value: id },
  ]
  return {
    publicTemplate: [
      ...shared,
      { type: attribute.ecParams, value: ecParams },
      { type: attribute.verify, value: true },
    ],
    privateTemplate: [
      ...shared,
      { type: attribute.private, value: true },
      { type: attribute.sensitive, value: true },
      { type: attribute.extractable, value: false },
      { type: attribute.sign, value: true },
      { type: attribute.decrypt, value: false },
      { type: attribute.unwrap, value: false },
      { type: attribute.derive, value: false },
    ],
  }
}
