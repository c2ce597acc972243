import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
// Tests start many processes of the system.
import './packages/embedded-node/keep-compiled.mjs'

/**
 * Tests that bring in other tests, which would be gone where somebody had brought them in before; and those that put
 * something else in the place of a module, which whoever comes after them would meet.
 */
const alone = [
  'test/system/capabilities-of-*.test.ts',
  'packages/event-log/verify/verify-while-written.test.ts',
]

const everything = ['{packages,services,infra,test}/**/*.test.ts']
const never = ['**/node_modules/**']

/** What takes half a minute or more of a core or of waiting, longest first; their size, by which files are begun otherwise, does not tell. */
const longest = [
  'packages/embedded-node/crash/crash.test.ts',
  'services/joint-operations/picture/two-ways.test.ts',
  'packages/embedded-node/store/faults/failed-write.test.ts',
  'packages/embedded-node/store/faults/power-cut.test.ts',
  'test/system/',
  'infra/cluster/rehearsal.test.ts',
]

/** Begins with what takes longest, so that no worker is left with it in the end, while the others have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((part) => moduleId.includes(part))
      return at === -1 ? longest.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}

/**
 * Unit tests stand beside the code; what crosses rooms is in `test/`. Four workers for two cores: a test of the whole
 * system mostly waits, for its processes and what they do every few seconds. Files share a worker's process, and the
 * modules that it has loaded: a test leaves environment, timers and spies as they were.
 */
export default defineConfig({
  // Without `development`: libraries load the same copy of `graphql` natively, and two copies do not know each other.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    pool: 'forks',
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // A slow machine is no failure: only what would never end is ended.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'together', include: everything, exclude: [...never, ...alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone, exclude: never } },
    ],
  },
})
