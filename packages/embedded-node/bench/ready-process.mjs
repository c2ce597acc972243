/* Imports the files that it is given, says that it is ready and waits to be stopped: what so much costs a start. */

for (const file of process.argv.slice(2)) await import(file)
console.log('ready .')
setInterval(() => undefined, 60_000)
