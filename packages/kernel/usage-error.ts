/**
 * Something that whoever runs a command or starts a process must put right, in the call, the environment or a file: the
 * message says what. Ends the process with status 2, and with nothing but the message.
 */
export class UsageError extends Error {}
