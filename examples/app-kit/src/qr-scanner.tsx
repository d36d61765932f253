import { useEffect, useRef } from 'react'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'

export interface QrScannerProps {
  /** @returns Whether it is what is looked for; if not, the camera goes on. */
  readonly onText: (text: string) => boolean
  /** There is no camera, or it was refused: `camera_unavailable`, `camera_refused`. */
  readonly onProblem: (problem: { readonly code: string }) => void
}

type ReadFrame = (video: HTMLVideoElement) => Promise<string | undefined>

/** Looks through the camera for a QR code. Beside it there must be a field to type the code into. */
export function QrScanner(props: QrScannerProps) {
  const words = useWords(kitWords)
  const video = useRef<HTMLVideoElement>(null)
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    let isOver = false
    let stream: MediaStream | undefined
    const look = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment' },
          audio: false,
        })
        const element = video.current
        if (isOver || element === null) return stop(stream)
        element.srcObject = stream
        await element.play()
        const read = await createReader()
        while (!isOver) {
          const text = await read(element)
          if (text !== undefined && !isOver && latest.current.onText(text)) {
            isOver = true
            stop(stream)
          }
          await pause(200)
        }
      } catch (error) {
        const isRefused = (error as { readonly name?: unknown }).name === 'NotAllowedError'
        const code = isRefused ? 'camera_refused' : 'camera_unavailable'
        if (!isOver) latest.current.onProblem({ code })
      }
    }
    void look()
    return () => {
      isOver = true
      stop(stream)
    }
  }, [])
  return (
    <div className="scanner">
      <video ref={video} muted playsInline aria-label={words.camera} />
    </div>
  )
}

/** The browser's own where it has one; else a decoder that is fetched only now. */
async function createReader(): Promise<ReadFrame> {
  const native = (globalThis as { readonly BarcodeDetector?: BarcodeDetectorClass }).BarcodeDetector
  if (native !== undefined && (await native.getSupportedFormats()).includes('qr_code')) {
    const detector = new native({ formats: ['qr_code'] })
    return async (video) => (await detector.detect(video))[0]?.rawValue
  }
  const { default: decode } = await import('jsqr')
  const canvas = document.createElement('canvas')
  return async (video) => {
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null || canvas.width === 0) return undefined
    context.drawImage(video, 0, 0)
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
    return decode(data, width, height)?.data
  }
}

// W3C Shape Detection; not among the types of TypeScript.
interface BarcodeDetectorClass {
  new (options: {
    readonly formats: readonly string[]
  }): { detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]> }
  getSupportedFormats(): Promise<readonly string[]>
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
