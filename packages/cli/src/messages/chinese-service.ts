import type { ServiceMessages } from './service-messages.ts'

export const chineseService: ServiceMessages = {
  opening: '正在打开……',
  serving: (hospitals, address) => `正在 ${address} 提供服务，直至停止；医院数：${hospitals}`,
  stopping: '正在停止，已开始的请求将处理完毕……',
  patientApp: (url) => `患者应用：  ${url}`,
  consoleApp: (url) => `科室管理台：${url}`,
  keptIn: (folder) => `全部数据保存在 ${folder}；删除该文件夹即可重新开始`,
  untilStopped: '两家示例医院，仅限本机访问。按 Ctrl-C 停止。',
}
