import type { ServiceMessages } from './service-messages.ts'

export const chineseService: ServiceMessages = {
  opening: '正在打开……',
  serving: (hospitals, address) => `正在 ${address} 提供服务，直至停止；医院数：${hospitals}`,
  stopping: '正在停止，已开始的请求将处理完毕……',
  invited: (link, offer) =>
    `${link}\n\n对方打开链接且您当面确认其本人后：fidecura staff confirm ${offer} --digits …`,
  appointed: '执业资格凭证和岗位凭证已签发给显示该数字的密钥。',
  frontPage: (url) => `从这里开始：${url}`,
  patientApp: (url) => `患者应用：  ${url}`,
  consoleApp: (url) => `科室控制台：${url}`,
  invitations: '每个链接限一天内打开一次；打开者获得自己的密钥和岗位：',
  parts: {
    secretary: '科室秘书，导入人员',
    approver: '复核人，第二人',
    doctor: '医师，查看与书写病历',
    remote_doctor: '另一家医院的医师',
  },
  examplePatient: (name, birthDate, record) =>
    `可在窗口登记的患者：${name}，出生日期 ${birthDate}，病历号 ${record}`,
  keptIn: (folder) => `全部数据保存在 ${folder}；删除该文件夹即可重新开始`,
  untilStopped: '两家示例医院，仅限本机访问。按 Ctrl-C 停止。',
}
