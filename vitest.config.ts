import { defineConfig } from 'vitest/config'
// Tests start many processes of the system.
import './packages/embedded-node/keep-compiled.mjs'

/**
 * Tests that run the whole system or bring in other tests, which would be gone where somebody had brought them in before;
 * and those that put something else in the place of a module, which whoever comes after them would meet.
 */
const alone = ['test/system/**/*.test.ts', 'packages/event-log/verify/verify-while-written.test.ts']

const everything = ['{packages,services,infra,test}/**/*.test.ts']
const never = ['**/node_modules/**']

/**
 * Unit tests stand beside the code; what crosses rooms is in `test/`. Two workers: the suite is meant for two cores. Files
 * share a worker's process, and the modules that it has loaded: a test leaves environment, timers and spies as they were.
 */
export default defineConfig({
  // Without `development`: libraries load the same copy of `graphql` natively, and two copies do not know each other.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
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
