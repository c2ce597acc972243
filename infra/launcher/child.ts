import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** How to run one process of the system, and how to tell that it serves. */
export interface ChildSpec {
  readonly name: string
  /** Arguments for Node: the file to run and its own arguments. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  /** Answers with a 2xx status as soon as the process can serve. */
  readonly readyUrl: string
}

/** A process of the system that is supervised. */
export interface Child {
  readonly name: string
  /** Resolves when it can serve; rejects with {@link ChildFailed} when it ended before, by itself or stopped. */
  readonly ready: Promise<void>
  /** The process that runs now; another one after a restart. */
  readonly pid: () => number | undefined
  /** Ends it in good order, whether it can serve yet or not. */
  readonly stop: () => Promise<void>
}

/** What becomes of a process besides what it is asked for. */
export interface ChildEvents {
  /** A process ended that nobody had stopped; it is started again. What it said of its end, unless a signal ended it. */
  readonly onRestart: (name: string, reason: string, lastWords: string | undefined) => void
  /** It ends again and again. From now on it is started again so seldom, and nothing is told until it is back. */
  readonly onFailing: (name: string, reason: string, lastWords: string, everyMs: number) => void
  /** It serves again, after it had been failing. */
  readonly onBack: (name: string) => void
}

/** How long after its end a process is started again: each time twice as long, until one has served for `mostMs`. */
export interface Pauses {
  readonly firstMs: number
  readonly mostMs: number
}

const PAUSES: Pauses = { firstMs: 250, mostMs: 60_000 }

/** How long a process may take to become ready, which takes minutes on a machine that is busy with much else. */
const READY_MS = 300_000
/** How often to look whether it is ready: looking takes processor time from the processes that are starting. */
const LOOK_MS = 100
/** How long a process may take to end when asked. */
const STOP_MS = 15_000

/** Why a process did not come up, with the last lines it wrote. */
export class ChildFailed extends Error {}

/**
 * Runs one process of the system: writes what it prints to its log file, and starts it again when it ends by itself once
 * it could serve, however often: the others go on without it meanwhile. Stopping sends SIGTERM first, so that it can
 * finish what it has accepted.
 */
export const startChild = (spec: ChildSpec, events: ChildEvents, pauses = PAUSES): Child => {
  const stopping = new AbortController()
  const { signal } = stopping
  let running = launch(spec)
  let pauseMs = pauses.firstMs
  let isFailing = false
  /** By the clock that nobody sets; undefined until the process that runs now serves. */
  let servesSinceMs: number | undefined

  const stop = async (): Promise<void> => {
    stopping.abort()
    await end(running)
  }

  const tell = (reason: string): void => {
    const hadNoWord = running.process.exitCode === null
    if (pauseMs < pauses.mostMs)
      events.onRestart(spec.name, reason, hadNoWord ? undefined : running.lastWords())
    else if (!isFailing) {
      isFailing = true
      events.onFailing(spec.name, reason, running.lastWords(), pauses.mostMs)
    }
  }

  const serves = (): void => {
    servesSinceMs = performance.now()
    if (isFailing && !signal.aborted) events.onBack(spec.name)
    isFailing = false
  }

  const supervise = async (): Promise<void> => {
    while (!signal.aborted) {
      const reason = await running.ended
      if (signal.aborted) return
      const servedMs = performance.now() - (servesSinceMs ?? performance.now())
      if (servedMs >= pauses.mostMs) pauseMs = pauses.firstMs
      tell(reason)
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      pauseMs = Math.min(2 * pauseMs, pauses.mostMs)
      servesSinceMs = undefined
      running = launch(spec)
      void ready(spec, running).then(serves, () => undefined)
    }
  }

  const comesUp = async (): Promise<void> => {
    try {
      await ready(spec, running)
    } catch (error) {
      await stop()
      throw error
    }
    serves()
    void supervise()
  }

  return { name: spec.name, ready: comesUp(), pid: () => running.process.pid, stop }
}

const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href

interface Running {
  readonly process: ChildProcess
  /** Resolves with what ended it. */
  readonly ended: Promise<string>
  readonly lastWords: () => string
}

/** The process writes to its log file itself: whatever becomes of the launcher, nothing that it says is lost or waits. */
const launch = (spec: ChildSpec): Running => {
  const log = openSync(spec.logFile, 'a')
  const saidBefore = fstatSync(log).size
  const child = spawn(process.execPath, ['--import', endWithParent, ...spec.args], {
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log, 'ipc'],
    // Of its own process group: an interrupt at the terminal reaches the launcher alone, which ends all in order.
    detached: true,
  })
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with status ${code}`))
  })
  return {
    process: child,
    ended,
    lastWords: () => lastWordsOf(tailOf(spec.logFile, saidBefore)),
  }
}

/** Bytes of a log in which a process's last words are looked for. */
const TAIL_BYTES = 2_000

/** The end of a log, of what was written behind a place. */
const tailOf = (file: string, from: number): string => {
  const log = openSync(file, 'r')
  try {
    const { size } = fstatSync(log)
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, Math.max(0, size - from)))
    readSync(log, tail, 0, tail.length, size - tail.length)
    return tail.toString('utf8')
  } finally {
    closeSync(log)
  }
}

/**
 * What a process said of its end: the plain lines that it ended with, or the message of its last fatal log line, or else
 * its last lines as they are.
 */
const lastWordsOf = (tail: string): string => {
  const lines = tail.trim().split('\n').slice(-6)
  const plain = lines.slice(lines.findLastIndex((line) => logLine(line).msg !== undefined) + 1)
  if (plain.length > 0) return plain.join('\n')
  for (const line of lines.toReversed()) {
    const { level, msg, err } = logLine(line)
    if (level === 'fatal') return err?.message === undefined ? `${msg}` : `${msg}: ${err.message}`
  }
  return lines.join('\n')
}

interface LogLine {
  readonly level?: string
  readonly msg?: string
  readonly err?: { readonly message?: string }
}

const logLine = (line: string): LogLine => {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return {}
  }
}

const ready = async (spec: ChildSpec, running: Running): Promise<void> => {
  let reason: string | undefined
  void running.ended.then((why) => {
    reason = why
  })
  const deadline = performance.now() + READY_MS
  while (performance.now() < deadline) {
    if (reason !== undefined) throw new ChildFailed(`${spec.name} ${reason}: ${running.lastWords()}`)
    if (await answers(spec.readyUrl)) return
    await sleep(LOOK_MS)
  }
  throw new ChildFailed(`${spec.name} was not ready within ${READY_MS / 1000} s: ${running.lastWords()}`)
}

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

const end = async (running: Running): Promise<void> => {
  running.process.kill('SIGTERM')
  const late = sleep(STOP_MS, 'late' as const, { ref: false })
  if ((await Promise.race([running.ended, late])) === 'late') {
    running.process.kill('SIGKILL')
    await running.ended
  }
}
