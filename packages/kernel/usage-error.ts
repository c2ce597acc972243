/**
 * A mistake in the call, the environment or a file, for whoever runs the command or starts the process to put right;
 * the message says what. It ends the process with status 2, and prints nothing but the message.
 */
export class UsageError extends Error {}
