import { openCheckpoint } from '../checkpoint.ts'
import { nothingKnown } from '../process-state.ts'

/** A process that writes checkpoints until it is killed, each with its own position in the state as well. */
const checkpoint = openCheckpoint(process.argv[2]!, 'rules')
// As large as that of a busy centre, so that writing one takes a while.
const ballast = nothingKnown.applied.concat(
  Array.from({ length: 5_000 }, (_, index) => [`escape/INC-${index}`, 1] as const),
)
for (let position = 1; ; position++) {
  checkpoint.write({
    position: BigInt(position),
    last: undefined,
    state: { ...nothingKnown, applied: ballast.set('position', position) },
  })
  if (position === 1) process.stdout.write('writing\n')
}
