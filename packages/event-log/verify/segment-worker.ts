import { parentPort, workerData } from 'node:worker_threads'
import { openSegmentVerifier, type Segment, type SegmentVerifierOptions } from './segment.ts'

/* One thread of a verification: takes segments until it is told to stop. */
const verifier = await openSegmentVerifier(workerData as SegmentVerifierOptions)

parentPort!.on('message', async (segment: Segment | 'stop') => {
  if (segment === 'stop') {
    await verifier.close()
    parentPort!.close()
    return
  }
  const report = await verifier.verifySegment(segment, (events) => parentPort!.postMessage({ events }))
  parentPort!.postMessage({ report })
})
parentPort!.postMessage({ ready: true })
