import type { DoctorHelp } from './help.ts'

export const chineseDoctorHelp: DoctorHelp = {
  about: '检查安装：哪些正常、哪些不正常、应当怎么做',
  offline: '只检查本机',
}
