import encodeQr from 'qr'
import { useMemo } from 'react'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'

export interface QrPictureProps {
  readonly text: string
  readonly label?: string
}

/** A QR code as one path: dark on white in either theme, since many scanners read no other. */
export function QrPicture({ text, label }: QrPictureProps) {
  const words = useWords(kitWords)
  const { path, size } = useMemo(() => pathOf(text), [text])
  return (
    <svg
      className="qr"
      width={size * pixelsOfModule}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label ?? words.qrLabel}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

// ISO/IEC 18004 asks for four modules of white around it.
const border = 4
// Modules of the same size, wherever there is room: cameras read uneven ones badly.
const pixelsOfModule = 4

function pathOf(text: string): { readonly path: string; readonly size: number } {
  const rows = encodeQr(text, 'raw', { ecc: 'medium', border })
  const path = rows
    .map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join(''))
    .join('')
  return { path, size: rows.length }
}
