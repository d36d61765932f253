export { Action, type ActionProps } from './action.tsx'
export { Banner, type BannerProps } from './banner.tsx'
export { EmbeddedNotice, isEmbedded } from './embedded-view.tsx'
export { describeError, ErrorNotice, type ErrorNoticeProps } from './error-notice.tsx'
export { FourDigits } from './four-digits.tsx'
export { createKeep, type Keep } from './keep.ts'
export { keepBundleState, keepUses } from './kept-state.ts'
export { KeyGate, type KeyGateProps, type OpenKey } from './key-gate.tsx'
export {
  defineWords,
  type Language,
  LanguageProvider,
  useLanguage,
  useWords,
  type Words,
} from './language.tsx'
export {
  createOutbox,
  type Outbox,
  type OutboxItem,
  type OutboxOptions,
  type Sent,
} from './outbox.ts'
export { PinPad, type PinPadProps } from './pin-pad.tsx'
export { QrPicture, type QrPictureProps } from './qr-picture.tsx'
export { QrScanner, type QrScannerProps } from './qr-scanner.tsx'
export { registerWorker } from './register-worker.ts'
export { goTo, parseRoute, type Route, replaceRoute, useRoute } from './route.ts'
export { Screen, type ScreenProps } from './screen.tsx'
export { createSealedKeep } from './sealed-keep.ts'
export { type Section, Shell, type ShellProps } from './shell.tsx'
export { type OpenTrustOptions, openTrust, type Trust, type TrustAnchors } from './trust.ts'
export { type Act, useAct } from './use-act.ts'
export { useIdleLock } from './use-idle-lock.ts'
export { useOnline } from './use-online.ts'
