import { useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { type Did, didWebUrl } from '@fidecura/identity'
import type { FidecuraClient } from '@fidecura/server/client'
import { useState } from 'react'
import { type DeskPerson, useDesk } from '../desk-context.tsx'
import { connect, loadConfig, loopbackDoor } from '../enter/connect.ts'
import { ChoiceField } from '../parts/fields.tsx'
import { patientWords } from './patient-words.ts'

/** A hospital that keeps a record, asked by whoever works here. */
interface Keeper {
  readonly client: FidecuraClient
  readonly recordSystem: string
}

export interface KeeperFieldProps {
  readonly keeper: Did
  readonly onChange: (keeper: Did) => void
}

/** Which hospital keeps the record, where there are partners to choose from. */
export function KeeperField({ keeper, onChange }: KeeperFieldProps) {
  const words = useWords(patientWords)
  const { custodian, partners } = useDesk().configuration
  if (partners.length === 0) return null
  return (
    <ChoiceField
      label={words.keeper}
      value={keeper}
      onChange={onChange}
      choices={[
        { id: custodian.did, label: words.here(nameText(custodian.name)) },
        ...partners.map(({ did, name }) => ({ id: did, label: nameText(name) })),
      ]}
    />
  )
}

/** Signs in elsewhere with the same key and credentials: what may be read there, that hospital decides. */
export function useKeeper() {
  const { configuration } = useDesk()
  const [keeper, setKeeper] = useState<Did>(configuration.custodian.did)
  return { keeper, setKeeper, isHere: keeper === configuration.custodian.did }
}

export async function openKeeper(person: DeskPerson, keeper: Did): Promise<Keeper> {
  const { client, configuration, signer, credentials, chain } = person
  const { custodian } = configuration
  if (keeper === custodian.did) return { client, recordSystem: custodian.recordSystem }
  const config = await loadConfig(consoleOf(keeper))
  const there = await connect({ config, signer, credentials, chain })
  return { client: there.client, recordSystem: there.configuration.custodian.recordSystem }
}

/** Beside the DID document of the hospital. The policy of this page reaches its own origin alone. */
function consoleOf(keeper: Did): string {
  const { origin, pathname } = new URL(didWebUrl(keeper, loopbackDoor()))
  if (origin !== location.origin) {
    throw Object.assign(new Error('Another origin'), { code: 'custodian_elsewhere' })
  }
  return `${pathname.replace(/did\.json$/, '')}console/config.json`
}
