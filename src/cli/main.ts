#!/usr/bin/env node
/** The command `pullback`. Always runs: what can be imported and tested is in the other files. */
import { processTerminal } from './processTerminal.js'
import { program } from './program.js'

// Not `process.exit`: what was written may still be on its way.
process.exitCode = await program(process.argv.slice(2))(processTerminal())()
