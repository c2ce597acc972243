import { getHeapStatistics } from 'node:v8'
import { parentPort } from 'node:worker_threads'

/* In the place of the thread that writes: tells to what its heap may grow, in bytes. */
parentPort?.postMessage(getHeapStatistics().heap_size_limit)
