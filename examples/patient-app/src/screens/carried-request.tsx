import { defineWords, ErrorNotice, Screen, useWords } from '@fidecura/app-kit'
import { readRequestFragment } from '@fidecura/server/client'
import { useEffect, useState } from 'react'
import { judgeRequest, type OpenRequest } from '../model/record-state.ts'
import { usePatient } from '../patient.tsx'
import { NotEnrolled } from './not-enrolled.tsx'
import { RequestScreen } from './request.tsx'

const words = defineWords({
  en: { title: 'A request by link', checking: 'Checking who asks' },
  'zh-CN': { title: '通过链接收到的请求', checking: '正在核实是谁在请求' },
})

/** A request that a link carries in its fragment: from a doctor elsewhere, seen by no server. */
export default function CarriedRequest() {
  const texts = useWords(words)
  const { config, trust, configuration, acting, open, problem: failure } = usePatient()
  const [fragment] = useState(() => location.hash)
  const [found, setFound] = useState<OpenRequest>()
  const [problem, setProblem] = useState<unknown>()
  const standing = acting?.standing
  useEffect(() => {
    if (trust === undefined || configuration === undefined || standing === undefined) return
    const judge = async () => {
      const carried = readRequestFragment(fragment)
      if (carried === undefined) return
      const { did } = open.signer
      const { verifier } = trust
      const judging = { verifier, register: config.register, configuration, standing, did }
      setFound(await judgeRequest('carried', carried, judging))
    }
    judge().catch(setProblem)
  }, [config, fragment, trust, configuration, standing, open])
  if (trust !== undefined && standing === undefined) return <NotEnrolled />
  if (found !== undefined) return <RequestScreen open={found} />
  const wrong = problem ?? failure
  return (
    <Screen title={texts.title} back="/" {...(wrong === undefined && { lead: texts.checking })}>
      {wrong !== undefined && <ErrorNotice error={wrong} />}
    </Screen>
  )
}
