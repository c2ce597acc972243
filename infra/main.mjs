// The only file that any Node can read: it says which one is needed before anything else is loaded.
const [major] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `Concord needs Node 24 or newer; this is ${process.versions.node}. Run it as \`npx -y pnpm@12 ${process.env.npm_lifecycle_event ?? 'start'}\`, which brings its own.`,
  )
  process.exit(2)
}
await import('@concord/embedded-node/keep-compiled')
await import('./launcher/main.ts')
