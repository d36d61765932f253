import { defineWords } from '@fidecura/app-kit'

/** How the chain of authority speaks; what it shows, the credentials package says. */
export const authorityWords = defineWords({
  en: {
    title: 'Chain of authority',
    lead: 'Who vouches for whom, from the root that this console trusts down to you. It is checked now, in this browser.',
    show: 'Show',
    mine: 'My role',
    department: 'The department',
    checking: 'Checking',
    asText: 'The same in words',
    knownAt: (time: string) => `As known at ${time}`,
    offline: 'There is no network: this is what was kept.',
  },
  'zh-CN': {
    title: '资质链',
    lead: '谁为谁作保：从这个控制台信任的根开始，直到您。现在就在这个浏览器中核验。',
    show: '显示',
    mine: '我的岗位',
    department: '本科室',
    checking: '正在核验',
    asText: '文字说明',
    knownAt: (time: string) => `截至 ${time} 所知`,
    offline: '没有网络：以下是保存的内容。',
  },
})
