import { Shell, type ShellProps, useWords } from '@fidecura/app-kit'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { enterWords } from './enter/enter-words.ts'

/** What stands around the screens: little before somebody has signed in, and the sections after. */
export type FrameContent = Partial<Omit<ShellProps, 'children'>>

interface Frame {
  readonly setFrame: (content: FrameContent) => void
}

const FrameContext = createContext<Frame>({ setFrame: () => undefined })

export function FrameProvider({ children }: { readonly children: ReactNode }) {
  const words = useWords(enterWords)
  const [content, setFrame] = useState<FrameContent>({})
  const frame = useMemo(() => ({ setFrame }), [])
  return (
    <FrameContext value={frame}>
      <Shell name={words.app} {...content}>
        {children}
      </Shell>
    </FrameContext>
  )
}

export function useFrame(): Frame {
  return useContext(FrameContext)
}
