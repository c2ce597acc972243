import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Half of what a process does until it is ready is taking types out of its sources and compiling them. Node keeps that
// for the next start, by content and its own version; processes and threads that this one starts find it by the variable.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('../../node_modules/.cache/compiled', import.meta.url),
)
enableCompileCache(process.env.NODE_COMPILE_CACHE)
