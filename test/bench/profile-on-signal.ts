import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { isMainThread } from 'node:worker_threads'

/*
 * Loaded into a process by a benchmark. SIGUSR2 begins a profile of its main thread; the next one ends it and writes it
 * to CONCORD_BENCH_PROFILES, under the number of the process.
 */

let session: Session | undefined

const begin = async (): Promise<void> => {
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
}

const end = async (ended: Session): Promise<void> => {
  session = undefined
  const { profile } = await ended.post('Profiler.stop')
  ended.disconnect()
  writeFileSync(`${process.env.CONCORD_BENCH_PROFILES}/${process.pid}.json`, JSON.stringify(profile), {
    flush: true,
  })
}

if (isMainThread) process.on('SIGUSR2', () => void (session ? end(session) : begin()))
