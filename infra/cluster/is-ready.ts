/* Ends with status 0 when the address answers with 2xx: what a container's health check runs. */
const response = await fetch(process.argv[2]!).catch(() => undefined)
process.exitCode = response?.ok ? 0 : 1
