#!/usr/bin/env node
import './keep-compiled.mjs'

const { command } = await import('./command.ts')
await command().parseAsync()
