// Loaded into every process of the system before its own code: when the launcher dies, even by SIGKILL, the channel to
// it closes, and the process ends in good order instead of holding ports and the store for nobody.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
