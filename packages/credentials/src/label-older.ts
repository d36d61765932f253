import { CodedError } from '@fidecura/base'
import { decodeCredential } from './decode-credential.ts'
import { CredentialError } from './errors.ts'
import { labelsOf, wantedLabels } from './issued-labels.ts'
import type { SwitchSelection, SwitchStore } from './switch-act.ts'

/**
 * Labels what was kept before there were labels: a selection that passed it over would leave
 * somebody's credential good.
 *
 * @throws {@link CredentialError} `switch_labels_missing`: one of another format than the two that
 *   every verifier reads.
 */
export async function labelOlder(
  store: SwitchStore,
  issuer: string,
  selection: SwitchSelection,
): Promise<void> {
  if (wantedLabels(selection).length === 0) return
  for (;;) {
    const older = await store.unlabelled(issuer, 100)
    if (older.length === 0) return
    for (const { id, token } of older) {
      await store.label(issuer, id, labelsOf(await read(token)))
    }
  }
}

async function read(token: string) {
  try {
    const { credential } = await decodeCredential(token)
    const { types, subject, claims } = credential
    return { type: types[0] ?? '', subject, claims }
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw new CredentialError('switch_labels_missing', 'One that cannot be read here', {
      cause: error,
    })
  }
}
