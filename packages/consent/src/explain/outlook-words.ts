import type { DecisionCause } from '../diff-decisions.ts'
import type { Language } from './catalogue.ts'

/** The words for what would be, and what changed, of one language. */
export interface OutlookWords {
  readonly whatIf: string
  /** The answer without the draft and with it. */
  readonly changed: (before: string, after: string) => string
  readonly same: (answer: string) => string
  readonly between: (from: string, to: string) => string
  readonly at: (at: string, answer: string) => string
  readonly cause: Readonly<Record<DecisionCause['event'], (statement: number) => string>>
  readonly unchanged: string
  readonly incomplete: string
}

const english: OutlookWords = {
  whatIf: 'With this, who could read what? Nothing here is signed or permitted yet.',
  changed: (before, after) => `now: ${before}; with this: ${after}`,
  same: (answer) => `now and with this: ${answer}`,
  between: (from, to) => `From ${from} to ${to}`,
  at: (at, answer) => `${at}: ${answer}`,
  cause: {
    registered: (statement) => `statement ${statement} was registered`,
    begun: (statement) => `statement ${statement} came into force`,
    ended: (statement) => `statement ${statement} ended`,
    withdrawn: (statement) => `statement ${statement} was withdrawn`,
    rule: (statement) => `a rule of statement ${statement} began or ended`,
  },
  unchanged: 'Nothing changed.',
  incomplete: 'More may have changed than is shown here.',
}

const chinese: OutlookWords = {
  whatIf: '如作出此声明，谁可以查阅什么？此处尚未签署，也未允许任何内容。',
  changed: (before, after) => `目前：${before}；作出后：${after}`,
  same: (answer) => `目前及作出后：${answer}`,
  between: (from, to) => `自${from}至${to}`,
  at: (at, answer) => `${at}：${answer}`,
  cause: {
    registered: (statement) => `声明${statement}已登记`,
    begun: (statement) => `声明${statement}生效`,
    ended: (statement) => `声明${statement}失效`,
    withdrawn: (statement) => `声明${statement}已撤回`,
    rule: (statement) => `声明${statement}的一条规则开始或结束`,
  },
  unchanged: '没有变化。',
  incomplete: '可能还有未在此列出的变化。',
}

export function outlookWordsOf(language: Language): OutlookWords {
  return language === 'en' ? english : chinese
}
