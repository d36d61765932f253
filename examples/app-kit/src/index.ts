export { Action, type ActionProps } from './action.tsx'
export { Banner, type BannerProps } from './banner.tsx'
export { EmbeddedNotice, isEmbedded } from './embedded-view.tsx'
export { describeError, ErrorNotice, type ErrorNoticeProps } from './error-notice.tsx'
export { FourDigits } from './four-digits.tsx'
export { KeyGate, type KeyGateProps, type OpenKey } from './key-gate.tsx'
export {
  defineWords,
  type Language,
  LanguageProvider,
  useLanguage,
  useWords,
  type Words,
} from './language.tsx'
export { PinPad, type PinPadProps } from './pin-pad.tsx'
export { QrPicture, type QrPictureProps } from './qr-picture.tsx'
export { goTo, parseRoute, type Route, replaceRoute, useRoute } from './route.ts'
export { Screen, type ScreenProps } from './screen.tsx'
export { type Section, Shell, type ShellProps } from './shell.tsx'
