/** Loaded before a node whose live memory is measured: what nobody holds any more is collected on SIGUSR2. */
process.on('SIGUSR2', () => globalThis.gc!())
