import { createKeep, createSealedKeep } from '@fidecura/app-kit'
import { useMemo } from 'react'
import { Pages } from './pages.tsx'
import { PatientProvider, type PatientProviderProps } from './patient.tsx'

/** Everything behind the key, and all that is kept beside it: sealed, and of this key alone. */
export default function Inside({
  name,
  open,
  ...rest
}: Omit<PatientProviderProps, 'children' | 'keep'> & { readonly name: string }) {
  const { slot, signer } = open
  const keep = useMemo(() => createSealedKeep(createKeep(slot), signer), [slot, signer])
  return (
    <PatientProvider {...rest} open={open} keep={keep}>
      <Pages name={name} />
    </PatientProvider>
  )
}
