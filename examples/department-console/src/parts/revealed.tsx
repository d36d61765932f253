import { type ReactNode, useEffect, useRef } from 'react'

/** What comes of a press on a button, brought before the eyes: it would stand above or below what the screen shows. */
export function Revealed({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Without movement: React has only now drawn what is to be seen, and the buttons keep their own place.
    place.current?.scrollIntoView({ block: 'start' })
  }, [])
  return (
    <div ref={place} className="revealed">
      {children}
    </div>
  )
}
