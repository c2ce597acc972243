import { defineConfig } from 'vitest/config'
// Tests start many processes of the system.
import './packages/embedded-node/keep-compiled.mjs'

/**
 * Unit tests stand beside the code; what crosses rooms is in `test/`. Two workers: the suite is meant for two cores.
 */
export default defineConfig({
  // Without `development`: libraries load the same copy of `graphql` natively, and two copies do not know each other.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    include: ['{packages,services,infra,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
