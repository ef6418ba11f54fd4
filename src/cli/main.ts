#!/usr/bin/env node
/** Runs the command `pullback` on import. The build bundles the command line, fp-ts and io-ts into this one file. */
/*! fp-ts, io-ts: copyright (c) 2017-present Giulio Canti, under the same license (MIT) as this file. */
import { processTerminal } from './processTerminal.js'
import { program } from './program.js'

// `process.exit` would discard output that is still being written.
const code = await program(process.argv.slice(2))(processTerminal())()
// Output that could not be written has already set a code.
process.exitCode ??= code
