import { getHeapStatistics } from 'node:v8'
import { startReadSideThread } from '../read-side-thread.ts'

/* A process that starts the thread and prints to what either heap may grow, in bytes. */
const thread = startReadSideThread(new URL('./heap-telling-worker.ts', import.meta.url), '.')
thread.once('message', (bytes) =>
  console.log(JSON.stringify({ main: getHeapStatistics().heap_size_limit, thread: bytes })),
)
